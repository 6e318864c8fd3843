"""How things are drawn here: style, pictures with words, what makes frames fast.

Knows nothing of networks. Uses the files at the top.
"""

from mnist_core.drawing.bars import Bars
from mnist_core.drawing.blitter import Blitter
from mnist_core.drawing.lettering import Lettering
from mnist_core.drawing.picture import FORMATS, Picture, check_new_file, write_file
from mnist_core.drawing.style import (
    CHANGING,
    DARK,
    DPI,
    FIGURE_SIZE,
    FONT,
    LABEL_SIZE,
    LIGHT,
    SMALL_SIZE,
    TITLE_SIZE,
    WHITE,
    Theme,
    ThemeName,
    named_colours,
    settings,
    theme_of,
)
