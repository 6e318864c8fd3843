"""The seven panels as a page that computes by itself, and the pieces of early chapters.

What runs in the browser is in ``web/``: modules without a build step, an engine that
knows no page below, panels and pieces above. This side chooses what is on board, packs
it, and brings it into notebooks, the book, and files. Uses the drawing room for its
colours, and data and models.
"""

from mnist_core.explorer import pieces
from mnist_core.explorer.notebook import explore
from mnist_core.explorer.pack import embed_files, single_file, site_files
from mnist_core.explorer.pieces import SCORES
