"""Makes tests/data/fonts/Varied.ttf: bars that grow three times as wide from weight 400 to 700."""
import sys
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables.TupleVariation import TupleVariation

LETTERS = "ABC"

def bar(height):
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0)); pen.lineTo((100, height)); pen.lineTo((300, height)); pen.lineTo((300, 0))
    pen.closePath()
    return pen.glyph()

names = [".notdef", "space"] + list(LETTERS)
fb = FontBuilder(1000, isTTF=True)
fb.setupGlyphOrder(names)
fb.setupCharacterMap({32: "space", **{ord(c): c for c in LETTERS}})
glyphs = {name: bar(700) for name in names}
glyphs["space"] = TTGlyphPen(None).glyph()
fb.setupGlyf(glyphs)
fb.setupHorizontalMetrics({name: (1000, 100) for name in names})
fb.setupHorizontalHeader(ascent=800, descent=-200)
fb.setupNameTable({"familyName": "Varied", "styleName": "Regular", "psName": "Varied-Regular", "fullName": "Varied"})
fb.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200, usWeightClass=400)
fb.setupPost(keepGlyphNames=False)
fb.setupFvar([("wght", 400, 400, 700, "Weight")], [])
deltas = [(0, 0), (0, 0), (400, 0), (400, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
fb.setupGvar({c: [TupleVariation({"wght": (0, 1, 1)}, deltas)] for c in LETTERS})
fb.font["head"].created = fb.font["head"].modified = 0
fb.font.recalcTimestamp = False
fb.save(sys.argv[1])
