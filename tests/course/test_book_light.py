"""Pages load what is on them, in few pieces: tools/book_light.py and what it uses."""

import base64
import io

import pytest
from book_icons import with_icons
from book_light import SCRIPT, SHEET, Bundle, lighten, with_little
from book_patience import with_patient_pictures
from PIL import Image

HEAD = """<html><head><meta charset="utf-8">
  <link href="../_static/styles/theme.css?digest=1" rel="stylesheet" />
  <link rel="stylesheet" type="text/css" href="../_static/own.css?v=2" />
  <link rel="preload" as="script" href="../_static/late.js" />
  <script src="../_static/documentation_options.js?v=3"></script>
  <script>let toggleHintShow = 'Click to show';</script>
  <script src="../_static/togglebutton.js"></script>
  <script>window.MathJax = {}</script>
  <script defer="defer" src="../_static/mathjax/startup.js"></script>
  <script src="../_static/reading.js"></script>
  <script src="../searchindex.js"></script>
</head>"""
LATE = '<script defer src="../_static/late.js"></script></body></html>'


@pytest.fixture
def out(tmp_path):
    """The folder of a small book."""
    for name, content in {
        "_static/styles/theme.css": '@import "../basic.css";\np { margin: 0 }',
        "_static/styles/picture.css": "p { background: url(../paper.png) }",
        "_static/basic.css": "b { color: red }",
        "_static/own.css": '.fa-sun:before{content:"x"}i { color: blue }',
        "_static/late.js": "late()",
        "_static/documentation_options.js": "const OPTIONS = {};",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return tmp_path


def page(body):
    return f"{HEAD}<body>{body}{LATE}"


def lightened(out, body):
    """A page, and the files that go into what all pages share."""
    sheet, script = Bundle(out / SHEET, out), Bundle(out / SCRIPT, out)
    return with_little(page(body), sheet, script), sheet.files, script.files


def test_a_page_has_one_sheet_and_one_script(out):
    light, sheets, scripts = lightened(out, "<p>words</p>")
    assert sheets == ["_static/styles/theme.css", "_static/own.css"]
    assert scripts == ["_static/late.js"]
    assert light.count("stylesheet") == 1
    assert f'href="../{SHEET}"' in light
    assert f'<script defer src="../{SCRIPT}"></script>' in light
    assert "preload" not in light
    assert light.count("<script") == 3  # its own, the options, what reads along
    assert "<script>const OPTIONS = {};</script>" in light


def test_what_must_run_at_once_waits_for_no_style_sheet(out):
    light = lightened(out, "<p>words</p>")[0]
    assert light.index("reading.js") < light.index(SHEET)


def test_what_a_page_has_is_what_it_loads(out):
    formula = lightened(out, '<span class="math notranslate">x</span>')[0]
    assert "window.MathJax" in formula
    assert "startup.js" in formula
    toggle = lightened(out, '<div class="note toggle">x</div>')
    assert "toggleHintShow" in toggle[0]
    assert "_static/togglebutton.js" in toggle[2]
    search = lightened(out, '<div id="search-results"></div>')[0]
    assert "searchindex.js" in search


def test_a_page_that_can_be_drawn_on_at_once_hurries(out):
    hurried = lightened(out, "<mnist-explorer eager hero></mnist-explorer>")[0]
    assert "dataset.hurries" in hurried
    assert f'script.src = "../{SCRIPT}"' in hurried
    assert "hurries" not in lightened(out, "<mnist-explorer></mnist-explorer>")[0]


def test_files_are_put_together_in_the_order_of_the_pages(out):
    bundle = Bundle(out / SHEET, out)
    bundle.take(["_static/styles/theme.css", "_static/own.css"])
    bundle.take(["_static/styles/theme.css", "_static/styles/picture.css"])
    bundle.write()
    text = (out / SHEET).read_text(encoding="utf-8")
    places = [text.index(rule) for rule in ("b {", "p { margin", "url(", "i {")]
    assert places == sorted(places)
    assert "@import" not in text
    assert "url(paper.png)" in text  # as seen from where the sheet is
    assert ".fa-sun" not in text


def test_pages_of_an_earlier_build_keep_what_they_need(out):
    """Only what changed is written anew."""
    first, second = out / "book/a.html", out / "book/b.html"
    first.parent.mkdir()
    first.write_text(page("<p>one</p>"), encoding="utf-8")
    lighten(out)
    before = first.read_text(encoding="utf-8")
    (out / "_static/new.css").write_text("u { color: green }", encoding="utf-8")
    words = page("<p>two</p>").replace("own.css", "new.css")
    second.write_text(words, encoding="utf-8")
    lighten(out)
    text = (out / SHEET).read_text(encoding="utf-8")
    assert "blue" in text
    assert "green" in text
    after = first.read_text(encoding="utf-8")
    assert after != before  # another version of the sheet is asked for
    assert after.count(SHEET) == 1
    (out / "_static/own.css").unlink()
    lighten(out)
    assert "blue" not in (out / SHEET).read_text(encoding="utf-8")


# --- icons ----------------------------------------------------------------------------


def test_an_icon_is_drawn_where_it_was_asked_for(tmp_path):
    collection = tmp_path / "all.js"
    collection.write_text(
        'x={sun:[512,512,[],"f1","M0 0"]},y={"arrow-up":[384,512,[],"f2","M1 1"],'
        'sun:[512,500,[9728],"f3","M2 2"]}',
        encoding="utf-8",
    )
    text = '<i class="theme-switch fa-solid fa-sun   fa-lg" data-mode="light"></i>'
    drawn = with_icons(text, collection)
    assert drawn.startswith('<svg class="svg-inline--fa theme-switch fa-solid fa-sun')
    assert 'data-mode="light" viewBox="0 0 512 500" aria-hidden="true"' in drawn
    assert 'd="M2 2"' in drawn  # solid, the last
    with pytest.raises(KeyError):
        with_icons('<span class="fas fa-none"></span>', collection)


# --- pictures -------------------------------------------------------------------------


def picture(path, frames=1):
    images = [Image.new("RGB", (40, 30), (90 * k, 0, 0)) for k in range(frames)]
    images[0].save(path, save_all=frames > 1, append_images=images[1:])
    return path


def test_a_picture_waits_in_a_place_of_its_size(tmp_path):
    picture(tmp_path / "a.png")
    page = tmp_path / "page.html"
    light = with_patient_pictures('<img alt="A" src="a.png" />', page, tmp_path)
    size = 'width="40" height="30"'
    assert light == f'<img alt="A" src="a.png" loading="lazy" decoding="async" {size}>'
    assert with_patient_pictures(light, page, tmp_path) == light
    logo = '<img class="logo__image" src="a.png">'
    assert with_patient_pictures(logo, tmp_path / "p", tmp_path) == logo
    elsewhere = '<img src="https://example.org/a.png">'
    assert with_patient_pictures(elsewhere, tmp_path / "p", tmp_path) == elsewhere


def test_a_vector_picture_has_a_size_where_it_says_so(tmp_path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" {} viewBox="0 0 9 9"></svg>'
    for name, words in {"sized": 'width="90" height="80"', "free": ""}.items():
        (tmp_path / f"{name}.svg").write_text(svg.format(words), encoding="utf-8")
    sized, free = (
        with_patient_pictures(f'<img src="{name}.svg">', tmp_path / "p", tmp_path)
        for name in ("sized", "free")
    )
    assert 'width="90" height="80"' in sized
    assert "width" not in free


def test_a_film_is_a_still_until_it_is_asked_for(tmp_path):
    picture(tmp_path / "film.webp", frames=3)
    text = '<img class="only-dark" src="film.webp">'
    light = with_patient_pictures(text, tmp_path / "p", tmp_path)
    assert 'src="film-still.webp"' in light
    assert 'data-film="film.webp"' in light
    assert '<button type="button" class="film-play only-dark" hidden>' in light
    with Image.open(tmp_path / "film-still.webp") as still:
        assert still.size == (40, 30)


def test_a_large_picture_in_a_page_gets_a_file_of_its_own(tmp_path):
    file = io.BytesIO()
    Image.effect_noise((300, 300), 90).save(file, "PNG")
    data = base64.b64encode(file.getvalue()).decode()
    text = f'<img alt="A" src="data:image/png;base64,{data}">'
    (tmp_path / "notebooks").mkdir()
    page = tmp_path / "notebooks/p.html"
    light = with_patient_pictures(text, page, tmp_path)
    (path,) = (tmp_path / "_images").iterdir()
    assert path.read_bytes() == file.getvalue()
    assert f'src="../_images/{path.name}"' in light
    small = f'<img alt="A" src="data:image/png;base64,{data[:400]}">'
    assert with_patient_pictures(small, page, tmp_path) == small
