"""EfficientNet-Lite0 in plain PyTorch, as it is written down by its published weights' names: batch norms apart, as they
are stored. The peer of core/nn/efficientnet.cpp; transformers has no such model."""
import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

# repeats, kernel, stride, expand, in, out
STAGES = [(1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80), (3, 5, 1, 6, 80, 112),
          (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320)]
FINE_BLOCKS = 11  # up to the end of the fifth stage


class SameConv(nn.Conv2d):
    """Convolution with TensorFlow's SAME padding."""

    def forward(self, x):
        kernel, stride = self.kernel_size[0], self.stride[0]
        rows, columns = (max((-(-size // stride) - 1) * stride + kernel - size, 0) for size in x.shape[2:])
        if rows or columns:
            x = functional.pad(x, (columns // 2, columns - columns // 2, rows // 2, rows - rows // 2))
        return super().forward(x)


def norm(width):
    return nn.BatchNorm2d(width, eps=1e-3)


class Block(nn.Module):
    def __init__(self, kernel, stride, expand, wide_in, wide_out):
        super().__init__()
        middle = wide_in * expand
        self.residual = stride == 1 and wide_in == wide_out
        if expand > 1:
            self._expand_conv, self._bn0 = SameConv(wide_in, middle, 1, bias=False), norm(middle)
        self._depthwise_conv = SameConv(middle, middle, kernel, stride, groups=middle, bias=False)
        self._bn1 = norm(middle)
        self._project_conv, self._bn2 = SameConv(middle, wide_out, 1, bias=False), norm(wide_out)

    def forward(self, x):
        y = x
        if hasattr(self, "_expand_conv"):
            y = functional.relu6(self._bn0(self._expand_conv(y)), inplace=True)
        y = functional.relu6(self._bn1(self._depthwise_conv(y)), inplace=True)
        y = self._bn2(self._project_conv(y))
        return y + x if self.residual else y


class EfficientNetLite0(nn.Module):
    def __init__(self, folder):
        super().__init__()
        self._conv_stem, self._bn0 = SameConv(3, 32, 3, 2, bias=False), norm(32)
        self._blocks = nn.ModuleList(
            Block(kernel, stride if i == 0 else 1, expand, wide_in if i == 0 else wide_out, wide_out)
            for repeats, kernel, stride, expand, wide_in, wide_out in STAGES for i in range(repeats))
        self._conv_head, self._bn1 = SameConv(320, 1280, 1, bias=False), norm(1280)
        weights = {name: tensor.float() for name, tensor in load_file(f"{folder}/model.safetensors").items()}
        missing = self.load_state_dict(weights, strict=False).missing_keys
        if any(not name.endswith("num_batches_tracked") for name in missing):
            raise ValueError(f"the folder lacks {missing}")

    def forward(self, x):
        """Regions, and the vector: the means of the head, of the fifth stage and of the last, each put on one level."""
        def mean(states):
            means = states.float().mean((2, 3))
            return functional.layer_norm(means, means.shape[-1:])

        x = functional.relu6(self._bn0(self._conv_stem(x)), inplace=True)
        for i, block in enumerate(self._blocks):
            x = block(x)
            if i == FINE_BLOCKS - 1:
                fine = mean(x)
        bottleneck = mean(x)
        x = functional.relu6(self._bn1(self._conv_head(x)), inplace=True)
        return x.flatten(2).transpose(1, 2), torch.cat([mean(x), 2 * fine, 2 * bottleneck], 1)
