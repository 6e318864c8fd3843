"""The buffered engine's steps, recorded once on a GPU and played back.

A step of this network is some fifteen kernels of a few microseconds each. Asking
for them one by one keeps the processor busier than the GPU. So sixteen whole
steps, Adam included, are captured as a CUDA graph and launched as one thing.
"""

import torch

from mnist_core.data import Digits
from mnist_core.models import MLP
from mnist_core.training.config import TrainConfig
from mnist_core.training.engines.buffered import BufferedEngine, Buffers


class CudaGraphEngine(BufferedEngine):
    """The 784-128-64-10 ReLU network on an NVIDIA GPU."""

    name = "cuda-graph"
    on = "cuda"

    # Adam's kernel hands 65,536 numbers to one of the GPU's processors, so the
    # whole network would keep two of them busy. Pieces are spread over more; 36
    # fit in one launch.
    adam_pieces = 32

    def __init__(
        self, model: MLP, digits: Digits, config: TrainConfig, device: torch.device
    ) -> None:
        super().__init__(model, digits, config, device)
        self.captured = self.buffers[self.batch_size]
        self.group = len(self.captured.batches)  # sixteen, if there are so many
        with torch.cuda.device(device), torch.no_grad():
            self._warm_up()
            self.graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(
                self.graph,
                stream=torch.cuda.Stream(device),
                capture_error_mode="thread_local",  # others may use the GPU meanwhile
            ):
                super()._run_batches(self.captured, self.group)

    def _warm_up(self) -> None:
        """Let every library set itself up; capturing must not see that.

        Steps on empty digits still move the biases, so what has moved is put back.
        """
        trained = (self.weights, self.m, self.v, self.count)
        before = [buffer.clone() for buffer in trained]
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            super()._run_batches(self.captured, self.group)
        torch.cuda.current_stream().wait_stream(stream)
        for buffer, saved in zip(trained, before, strict=True):
            buffer.copy_(saved)

    def write_to_model(self) -> None:
        super().write_to_model()
        torch.cuda.synchronize(self.device)  # others may read it on another stream

    def _run_batches(self, buffers: Buffers, count: int) -> None:
        with torch.cuda.device(self.device):
            if buffers is self.captured and count == self.group:
                self.graph.replay()
            else:  # an incomplete group, or the small last batch: one by one
                super()._run_batches(buffers, count)
