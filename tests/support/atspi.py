"""Works controls by accessible name for atspi.rs: one JSON object per line in, one out.

    {"do": "click", "name": "Connect", "part": false, "role": "button", "last": false,
     "within_s": 20, "more": {}}
"""

import json
import sys
import time

import pyatspi
from gi.repository import GLib

# A tree deeper or larger than this is a fault of the program, not something to search.
DEPTH, NODES = 60, 20_000
LOOK_AGAIN_S = 0.05

# What newer versions of AT-SPI call the roles.
ROLES = {"push button": "button"}



def let_news_in():
    context = GLib.MainContext.default()
    while context.iteration(False):
        pass


def role(node):
    name = node.getRoleName()
    return ROLES.get(name, name)


def nodes():
    """Every accessible object, in the order of the screen, with its depth."""
    waiting = [(app, 0) for app in reversed(list(pyatspi.Registry.getDesktop(0))) if app]
    for app, _ in waiting:
        # The tree changes under our hands: nothing may come from an old copy of it. (Switching the
        # copies off altogether makes libatspi 2.46 hang on GTK programs.)
        app.clear_cache()
    seen = 0
    while waiting and seen < NODES:
        node, depth = waiting.pop()
        seen += 1
        yield node, depth
        if depth < DEPTH:
            try:
                children = [node.getChildAtIndex(i) for i in range(node.childCount)]
            except GLib.GError:
                continue
            waiting += [(child, depth + 1) for child in reversed(children) if child]


def find(question):
    name, part, wanted = question["name"], question["part"], question["role"]
    found = None
    for node, _ in nodes():
        try:
            fits = name in node.name if part else node.name == name
            if fits and (wanted is None or role(node) == wanted):
                # What is in the tree but not on the screen cannot be met by a person.
                if node.getState().contains(pyatspi.STATE_SHOWING):
                    found = node
                    if not question["last"]:
                        break
        except GLib.GError:
            continue
    return found


def states(node):
    return [pyatspi.stateToString(state) for state in node.getState().getStates()]


def extents(node):
    try:
        box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
        return [box.x, box.y, box.width, box.height]
    except NotImplementedError:
        return [0, 0, 0, 0]  # A region has a name and no place.


def describe(node):
    return {
        "name": node.name,
        "role": role(node),
        "states": states(node),
        "extents": extents(node),
    }


def tree():
    lines = []
    for node, depth in nodes():
        try:
            lines.append("  " * depth + f"{role(node)} {node.name!r}")
        except GLib.GError:
            continue
    return "\n".join(lines)


def until(question, ready, what):
    """The first answer of `ready` that is not None; fails with the tree after `within_s`."""
    end = time.monotonic() + question["within_s"]
    while True:
        let_news_in()
        try:
            answer = ready()
            if answer is not None:
                return answer
        except (GLib.GError, NotImplementedError):
            pass  # It went while we looked.
        if time.monotonic() >= end:
            raise LookupError(what)
        time.sleep(LOOK_AGAIN_S)


def present(question):
    return until(question, lambda: find(question), "there is no such control")


def do_wait(question):
    def ready():
        node = find(question)
        return describe(node) if node else None

    return {"found": until(question, ready, "there is no such control")}


def do_find(question):
    let_news_in()
    node = find(question)
    return {"found": describe(node) if node else None}


def do_wait_gone(question):
    until(question, lambda: True if find(question) is None else None, "it is still there")
    return {}


def do_wait_state(question):
    state, has = question["more"]["state"], question["more"]["has"]

    def ready():
        node = find(question)
        return describe(node) if node and (state in states(node)) == has else None

    return {"found": until(question, ready, f"it never came to {state}={has}")}


def do_click(question):
    def ready():
        node = find(question)
        return True if node and node.queryAction().doAction(0) else None

    until(question, ready, "there is no such control that can be clicked")
    return {}


def do_focus(question):
    def ready():
        node = find(question)
        return True if node and node.queryComponent().grabFocus() else None

    until(question, ready, "there is no such control that takes the focus")
    return {}


def do_set_text(question):
    def ready():
        node = find(question)
        text = question["more"]["text"]
        return True if node and node.queryEditableText().setTextContents(text) else None

    until(question, ready, "there is no such control that takes text")
    return {}


def do_text(question):
    def ready():
        node = find(question)
        return node.queryText().getText(0, -1) if node else None

    return {"text": until(question, ready, "there is no such control with text")}


def do_tree(_question):
    let_news_in()
    return {"tree": tree()}


for line in sys.stdin:
    question = json.loads(line)
    try:
        answer = globals()["do_" + question["do"]](question)
    except Exception as error:  # noqa: BLE001: whatever it is, the test is told
        answer = {"error": f"{error}", "tree": tree()}
    print(json.dumps(answer), flush=True)
