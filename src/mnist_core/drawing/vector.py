"""What matplotlib writes as SVG, made small: for a notebook, and for a page.

Left out is what nobody sees: metadata, names of groups, digits beyond a hundredth of a
point. Texts stay texts, set in whatever the reader's page is set in; nothing in it can
touch the page around it.
"""

import re
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
LONG = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
FACES = "'DejaVu Sans', Verdana, sans-serif"

ElementTree.register_namespace("", SVG)
ElementTree.register_namespace("xlink", XLINK)


def slim(svg: bytes, alt: str) -> str:
    """The same picture in fewer letters, with its words inside.

    Args:
        svg: as matplotlib writes it, with ``svg.fonttype`` "none".
        alt: what it shows: becomes its title.
    """
    root = ElementTree.fromstring(svg)
    for name in ("width", "height"):  # points: as pixels, which everybody understands
        root.set(name, f"{float(root.get(name).removesuffix('pt')) * 96 / 72:.0f}")
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    root.set("font-family", FACES)
    for part in list(root):
        if part.tag == f"{{{SVG}}}metadata" or part.find(f"{{{SVG}}}style") is not None:
            root.remove(part)
    if alt:
        title = ElementTree.Element(f"{{{SVG}}}title")
        title.text = alt
        root.insert(0, title)
    _strip(root)
    return ElementTree.tostring(root, encoding="unicode")


def _strip(node: ElementTree.Element) -> None:
    for child in list(node):
        _strip(child)
        group = child.tag == f"{{{SVG}}}g"
        if group:
            child.attrib.pop("id", None)
        if group and not len(child):
            node.remove(child)
        elif group and not child.attrib:  # a name was all it gave
            place = list(node).index(child)
            node.remove(child)
            for k, inner in enumerate(child):
                node.insert(place + k, inner)
    for name, value in node.attrib.items():
        if name in ("d", "x", "y", "transform", "style", "points", "width", "height"):
            node.set(name, _short(value))
    _merge(node)
    if "rotate(-0 " in node.get("transform", ""):
        del node.attrib["transform"]
    if not (node.text or "").strip():
        node.text = None
    node.tail = None


def _merge(node: ElementTree.Element) -> None:
    """Lines side by side that look the same become one path of many."""
    before = None
    for child in list(node):
        look = {name: value for name, value in child.attrib.items() if name != "d"}
        line = child.tag == f"{{{SVG}}}path" and "fill:none" in look.get("style", "")
        line = line and "opacity" not in look["style"] and "id" not in look
        if line and before is not None and before[1] == look:
            before[0].set("d", f"{before[0].get('d')} {child.get('d')}")
            node.remove(child)
        else:
            before = (child, look) if line else None


def _short(value: str) -> str:
    """Numbers to a hundredth, spaces single, no font of its own."""
    value = re.sub(r"font-family:[^;]*;?\s*", "", value)
    value = LONG.sub(lambda found: f"{float(found[0]):.2f}", value)
    value = re.sub(r"(\.\d*?)0+(?!\d)", r"\1", value)
    value = re.sub(r"\.(?!\d)", "", value)
    return " ".join(value.split()).replace("; ", ";").replace(": ", ":")
