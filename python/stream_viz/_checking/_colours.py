"""The rule for CSS colours: nothing else may get into the style of a page."""

from __future__ import annotations

import re

_HEX = r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})"
_PART = r"(?:[+-]?(?:\d+|\d*\.\d+)(?:%|deg|rad|grad|turn)?|none)"
_FUNCTION = (
    r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\( ?"
    rf"{_PART}(?:(?: ?, ?| ){_PART}){{2}}(?:(?: ?, ?| ?/ ?){_PART})? ?\)"
)
_COLOUR = re.compile(f"{_HEX}|{_FUNCTION}")

_NAMES = """
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet
brown burlywood cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan
darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta
darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen darkslateblue
darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey
dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray
green greenyellow grey honeydew hotpink indianred indigo ivory khaki lavender lavenderblush
lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray
lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon
mediumaquamarine mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue
mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen
paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna
silver skyblue slateblue slategray slategrey snow springgreen steelblue tan teal thistle
tomato turquoise violet wheat white whitesmoke yellow yellowgreen
"""


def check_colour(name: str, value: object) -> str:
    """Returns a colour as CSS writes it."""
    if isinstance(value, str):
        text = value.strip().lower()
        if text in _NAMES.split() or _COLOUR.fullmatch(text):
            return text
    raise ValueError(
        f'{name} must be a CSS colour, such as "#0a7", "teal" or "oklch(0.6 0.15 160)"; '
        f"it is {value!r}"
    )
