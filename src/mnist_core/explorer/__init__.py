"""The seven panels as a page that computes by itself, and the pieces of early chapters.

What runs in the browser is in ``web/``: modules without a build step, an engine that
knows no page below, panels and pieces above. This side chooses what is on board, packs
it, and brings it into notebooks, the book, files, and to an address of this computer.

Uses the drawing room for its colours and files, reading, models and data, and the files
at the top; no widgets, and nothing that needs a kernel once it is shown.
"""

from mnist_core.explorer import pieces
from mnist_core.explorer.convolutions import pack_cnn
from mnist_core.explorer.notebook import Explorer, explore
from mnist_core.explorer.pack import ON_DEMAND, embed_files, single_file, site_files
from mnist_core.explorer.pieces import SCORES
from mnist_core.explorer.serve import PORT, Server
from mnist_core.explorer.site import check_can_write_site, write_site
