// Runs in Chromium, in a page that holds every page to be measured in a frame of its own. Writes
// where their lines of text stand, and which colours are in them, into the document, as JSON.
function hex(color) {
  const parts = color.match(/[\d.]+/g).map(Number);
  if (parts.length > 3 && parts[3] < 1) return null;
  return "#" + parts.slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("");
}

function rounded(rect) {
  const number = (value) => Math.round(value * 100) / 100;
  return { x: number(rect.left), y: number(rect.top), width: number(rect.right - rect.left), height: number(rect.bottom - rect.top) };
}

// The element whose lines a text stands in.
function block(node, view) {
  let element = node.parentElement;
  while (view.getComputedStyle(element).display === "inline") element = element.parentElement;
  return element;
}

function lines(document, view) {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = block(node, view);
    const keepsSpaces = view.getComputedStyle(parent).whiteSpace.startsWith("pre");
    for (const word of node.data.matchAll(keepsSpaces ? /[^\n]+/g : /\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const rect = range.getClientRects()[0];
      if (!rect || rect.width === 0) continue;
      const last = found[found.length - 1];
      const middle = (rect.top + rect.bottom) / 2;
      const continues = last && last.parent === parent && last.top < middle && middle < last.bottom;
      if (!continues) {
        found.push({ parent, text: word[0], end: node, at: word.index + word[0].length, left: rect.left, right: rect.right, top: rect.top, bottom: rect.bottom });
        continue;
      }
      // Words of two texts stand together where there is no space between them.
      const joined = last.end !== node && word.index === 0 && !/\s$/.test(last.end.data);
      last.text += (joined ? "" : " ") + word[0];
      last.end = node;
      last.left = Math.min(last.left, rect.left);
      last.right = Math.max(last.right, rect.right);
      last.top = Math.min(last.top, rect.top);
      last.bottom = Math.max(last.bottom, rect.bottom);
    }
  }
  return found.map((line) => ({ text: line.text, ...rounded(line) }));
}

// The colours of backgrounds and pictures: pages give each box a colour of its own.
function colors(document, view) {
  const found = new Set();
  for (const element of document.body.querySelectorAll("*")) {
    found.add(hex(view.getComputedStyle(element).backgroundColor));
  }
  const canvas = document.createElement("canvas").getContext("2d");
  for (const image of document.images) {
    canvas.drawImage(image, 0, 0, 1, 1);
    found.add(hex(`rgb(${canvas.getImageData(0, 0, 1, 1).data.slice(0, 3).join(",")})`));
  }
  return [...found].filter((color) => color && color !== "#ffffff");
}

addEventListener("load", () => {
  const pages = {};
  for (const frame of document.querySelectorAll("iframe")) {
    const inside = frame.contentDocument;
    const height = inside.documentElement.getBoundingClientRect().height;
    pages[frame.id] = { height, lines: lines(inside, frame.contentWindow), colors: colors(inside, frame.contentWindow) };
  }
  const result = document.createElement("pre");
  result.id = "measured";
  result.textContent = JSON.stringify(pages);
  document.body.replaceChildren(result);
});
