"""Networks: shapes, parameter counts by closed formulas and by the literature, weights that belong to a seed."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from lngd_theory import InputError
from lngd_theory.images import load_images
from lngd_theory.spectral.deep.corruption import LabelCorruption, corrupt
from lngd_theory.spectral.deep.marks import marked
from lngd_theory.spectral.deep.models import ARCHITECTURES, FULL_SIZES, build_model
from tests.draws import ALPHA

torch = pytest.importorskip("torch", reason="networks need the extra deep")

architectures = pytest.mark.parametrize("name", ARCHITECTURES)
SHAPES = [(1, 8, 8), (3, 16, 16), (1, 28, 28), (3, 32, 32)]


def images(shape, n=3, seed=0):
    return torch.randn(n, *shape, generator=torch.Generator().manual_seed(seed))


def count(net):
    return sum(parameter.numel() for parameter in net.parameters())


@architectures
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_network_gives_logits_and_names_its_layers(name, shape):
    net = build_model(name, shape, classes=7, width=4)
    assert net(images(shape)).shape == (3, 7)
    assert net.layers[-1] == "penultimate"
    assert isinstance(net.head, torch.nn.Linear)
    assert (net.head.in_features, net.head.out_features) == (16, 7)  # D = 4 width in every architecture
    assert set(net.layers) < set(dict(net.named_modules()))
    assert all(parameter.dtype == torch.float32 for parameter in net.parameters())


def linear(inputs, outputs):
    return inputs * outputs + outputs


def expected_resnet(C, c, widths, depth, stem=None, projection_norm=2):
    """Convolutions of 3 x 3 without bias, two numbers a channel in a batch norm; a projection where a stage begins."""
    stem = stem or widths[0]
    total, inputs = 9 * C * stem, stem
    for stage, (width, blocks) in enumerate(zip(widths, depth, strict=True)):
        total += 9 * inputs * width + (2 * blocks - 1) * 9 * width * width
        if stage or inputs != width:
            total += inputs * width + projection_norm * width
        inputs = width
    return total + linear(widths[-1], c)


def norms_after(widths, depth, stem):
    return 2 * stem + sum(4 * width * blocks for width, blocks in zip(widths, depth, strict=True))


def norms_before(widths, depth, stem):
    """Pre-activation: a norm ahead of each convolution, so that the first of a stage has the channels before it."""
    inputs = [stem, *widths[:-1]]
    blocks = zip(inputs, widths, depth, strict=True)
    return sum(2 * one + 2 * two + 4 * two * (b - 1) for one, two, b in blocks) + 2 * widths[-1]


def expected(name, C, H, W, c, width, depth, patch):
    widths = [width * min(2**stage, 8) for stage in range(len(depth))] if isinstance(depth, tuple) else []
    if name == "resnet":
        return expected_resnet(C, c, widths, depth) + norms_after(widths, depth, width)
    if name == "wideresnet":
        stem = min(16, width)
        return expected_resnet(C, c, widths, depth, stem, 0) + norms_before(widths, depth, stem)
    if name == "vgg":
        pairs = zip([C, *widths[:-1]], widths, depth, strict=True)
        layers = [(i if not k else w, w) for i, w, blocks in pairs for k in range(blocks)]
        return sum(9 * i * o + o + 2 * o for i, o in layers) + linear(widths[-1], c)
    E = 4 * width
    if name == "mlp":
        return linear(C * H * W, E) + (depth - 1) * linear(E, E) + linear(E, c)
    tokens = 1 + (H // patch) * (W // patch)
    block = 2 * 2 * E + linear(E, 3 * E) + linear(E, E) + linear(E, 4 * E) + linear(4 * E, E)
    return linear(C * patch**2, E) + E + tokens * E + depth * block + 2 * E + linear(E, c)


@pytest.mark.parametrize(
    ("name", "depth"),
    [
        ("resnet", (1, 1, 1)),
        ("resnet", (2, 3)),
        ("wideresnet", (1, 1, 1)),
        ("wideresnet", (3, 1)),
        ("vgg", (1, 2, 1)),
        ("mlp", 1),
        ("mlp", 3),
        ("vit", 2),
    ],
)
@pytest.mark.parametrize("width", [4, 20])
def test_parameters_are_as_many_as_the_formula_says(name, depth, width):
    C, H, W, c = 2, 8, 12, 5
    net = build_model(name, (C, H, W), c, width, depth)
    assert count(net) == expected(name, C, H, W, c, width, depth, 2)


#: Parameters of networks for 32 x 32 x 3 images and 10 classes.
LITERATURE = {
    # He et al. 2016, table 6: 0.27M, with shortcuts that have no parameters; projections add 2,752
    "ResNet-20": (272_474, 0.27e6),
    # He et al. 2016 as adapted to 32 x 32 in github.com/kuangliu/pytorch-cifar
    "ResNet-18": (11_173_962, 11.17e6),
    # the convolutions of Simonyan & Zisserman 2015, configuration D (see the test below), norms and one linear layer
    "VGG-16": (14_728_266, 14.7e6),
    # Zagoruyko & Komodakis 2016, table 4: 36.5M
    "WRN-28-10": (36_479_194, 36.5e6),
    # Touvron et al. 2021 (DeiT-S), table 1: 22M with 16 x 16 patches of 224 x 224 and 1,000 classes: see the test below
    "ViT-S": (21_342_346, 21.3e6),
}


@pytest.mark.parametrize("name", FULL_SIZES)
def test_full_sizes_have_the_parameters_of_the_literature(name):
    exact, printed = LITERATURE[name]
    size = FULL_SIZES[name]
    with torch.device("meta"):  # counted without memory; build_model itself is run at small sizes
        module = __import__(f"lngd_theory.spectral.deep.models.{size.architecture}", fromlist=["x"])
        extra = {"patch": 4} if size.architecture == "vit" else {}
        net = getattr(module, size.architecture)((3, 32, 32), 10, size.width, size.depth, **extra)
    assert count(net) == exact
    assert exact == pytest.approx(printed, rel=0.01)
    assert expected(size.architecture, 3, 32, 32, 10, size.width, size.depth, 4) == exact


def test_other_numbers_that_the_papers_print():
    def formula(name, shape, c, width, depth, patch=None):
        return expected(name, *shape, c, width, depth, patch)

    # Zagoruyko & Komodakis 2016, table 4, in millions: WRN-40-4, WRN-16-8, WRN-28-12
    for width, depth, printed in ((64, 6, 8.9), (128, 2, 11.0), (192, 4, 52.5)):
        assert formula("wideresnet", (3, 32, 32), 10, width, (depth,) * 3) / 1e6 == pytest.approx(printed, abs=0.05)
    # He et al. 2016, table 6, in millions: ResNet-32, 44, 56, 110
    for depth, printed in ((5, 0.46), (7, 0.66), (9, 0.85), (18, 1.7)):
        assert formula("resnet", (3, 32, 32), 10, 16, (depth,) * 3) / 1e6 == pytest.approx(printed, abs=0.05)
    # Simonyan & Zisserman 2015, table 2: 138 million with hidden layers of 4096 on 7 x 7 x 512, without batch norm
    convolutions = formula("vgg", (3, 32, 32), 10, 64, (2, 2, 3, 3, 3)) - linear(512, 10) - 2 * 4224
    assert convolutions == 14_714_688
    assert convolutions + linear(7 * 7 * 512, 4096) + linear(4096, 4096) + linear(4096, 1000) == 138_357_544
    # Dosovitskiy et al. 2021, table 1: ViT-B/16 has 86 million; DeiT-S 22 million
    for width, printed in ((192, 86), (96, 22)):
        total = formula("vit", (3, 224, 224), 1000, width, 12, 16)
        assert total / 1e6 == pytest.approx(printed, abs=0.6)


@architectures
def test_a_seed_is_its_weights_and_the_global_state_stays(name):
    before = torch.random.get_rng_state()
    first, again, other = (build_model(name, (1, 8, 8), 4, width=4, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(torch.random.get_rng_state(), before)
    a, b, c = (net.state_dict() for net in (first, again, other))
    assert all(torch.equal(a[key], b[key]) for key in a)
    drawn = [key for key in a if a[key].ndim > 1]
    assert not any(torch.equal(a[key], c[key]) for key in drawn)
    assert len(drawn) >= 3
    assert all(torch.isfinite(value).all() for value in a.values())


@architectures
def test_weights_have_the_variance_of_their_rule(name):
    net = build_model(name, (3, 16, 16), 10, width=16)
    seen = 0
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d | torch.nn.Linear) and module.weight.numel() > 2000:
            fan_in = math.prod(module.weight.shape[1:])
            linear_layer = isinstance(module, torch.nn.Linear)
            variance = 2 / (fan_in + module.weight.shape[0]) if linear_layer else 2 / fan_in
            # the variance of a sample variance is at most 2 var^2 / N (normal); 6 standard deviations
            assert module.weight.var().item() == pytest.approx(variance, rel=6 * math.sqrt(2 / module.weight.numel()))
            seen += 1
    assert seen >= 2


@architectures
def test_a_step_moves_every_weight(name):
    net = build_model(name, (1, 8, 8), 4, width=4).train()
    labels = torch.arange(12) % 4
    torch.nn.functional.cross_entropy(net(images((1, 8, 8), 12)), labels).backward()
    still = [key for key, parameter in net.named_parameters() if not parameter.grad.abs().sum() > 0]
    # batch norm takes away what a bias ahead of it adds, up to rounding: such a bias may stand still
    assert not [key for key in still if not key.endswith("bias")]


@architectures
def test_samples_do_not_see_each_other_in_evaluation_mode(name):
    net, x = build_model(name, (1, 8, 8), 4, width=4).eval(), images((1, 8, 8), 6)
    with torch.no_grad():
        together, apart = net(x), torch.cat([net(one[None]) for one in x])
    # float32: sums of at most 256 products may be ordered differently
    torch.testing.assert_close(together, apart, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("pixels", [4, 8])
def test_a_transformer_sees_patches_as_it_says(pixels):
    """The embedding of unfolded patches is a convolution whose stride is the patch."""
    tokens = build_model("vit", (2, 8, pixels), 3, width=2, patch=2).tokens
    x = images((2, 8, pixels))
    kernel = tokens.embed.weight.reshape(8, 2, 2, 2)
    convolved = torch.nn.functional.conv2d(x, kernel, tokens.embed.bias, stride=2).flatten(2).transpose(1, 2)
    expected_tokens = torch.cat([tokens.class_token.expand(3, 1, 8), convolved], dim=1) + tokens.positions
    torch.testing.assert_close(tokens(x), expected_tokens)


def test_attention_is_that_of_torch():
    """Against torch.nn.MultiheadAttention with the same weights."""
    own = build_model("vit", (1, 8, 8), 3, width=4).block1.attention[1]
    theirs = torch.nn.MultiheadAttention(16, 4, batch_first=True)
    theirs.in_proj_weight.data, theirs.in_proj_bias.data = (
        own.queries_keys_values.weight.data,
        own.queries_keys_values.bias.data,
    )
    theirs.out_proj.weight.data, theirs.out_proj.bias.data = own.out.weight.data, own.out.bias.data
    x = torch.randn(2, 5, 16, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(own(x), theirs(x, x, x, need_weights=False)[0])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "restnet"}, r"unknown architecture 'restnet'; did you mean 'resnet'\?"),
        ({"shape": (8, 8)}, r"shape=\(8, 8\) must be three integers >= 1: channels, height, width"),
        ({"shape": (1, 0, 8)}, r"shape\[1\]=0 must be an integer >= 1"),
        ({"classes": 1}, r"classes=1 must be an integer >= 2"),
        ({"width": 0}, r"width=0 must be an integer >= 1"),
        ({"depth": 0}, r"depth=0 must be an integer >= 1"),
        ({"depth": ()}, r"depth=\(\) must be an integer >= 1, or one for each stage"),
        ({"depth": (2, 0)}, r"depth=0 must be an integer >= 1"),
        ({"depth": (2, 2), "name": "vit"}, r"depth=\(2, 2\) must be one integer >= 1 for vit"),
        ({"depth": "2"}, r"depth='2' must be an integer >= 1"),
        ({"depth": (1,) * 4, "name": "vgg"}, r"4 stages, each of which halves the image, and 8 x 8 pixels are too few"),
        ({"patch": 2}, r"patch=2 belongs to vit; leave it out for resnet"),
        ({"patch": 3, "name": "vit"}, r"patch=3 must divide images of 8 x 8 pixels; take one of \[1, 2, 4, 8\]"),
        ({"seed": -1}, r"seed=-1 must be an integer >= 0"),
    ],
)
def test_bad_input_is_one_sentence(arguments, message):
    with pytest.raises(InputError, match=message):
        build_model(**({"name": "resnet", "shape": (1, 8, 8), "classes": 3} | arguments))


@architectures
def test_a_network_learns_a_few_images_by_heart(name):
    net, x = build_model(name, (1, 8, 8), 4, width=8).train(), images((1, 8, 8), 16)
    labels = torch.from_numpy(np.random.default_rng(0).integers(0, 4, 16))
    optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
    for _ in range(60):
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(net(x), labels).backward()
        optimiser.step()
    assert (net(x).argmax(dim=1) == labels).float().mean() > 0.9


def test_a_network_can_learn_the_marks_of_aligned_corruption():
    """The corruption is aligned with something that networks see: marked test images are taken for the mark's class."""
    data = load_images("digits", train=500, test=300)
    labels = (data.y_test + 3) % 10  # marks of another class than the image
    followed = {}
    for kind in ("random", "aligned"):
        cs = corrupt(data, LabelCorruption(kind, 0.4), 0)
        net = build_model("mlp", data.shape, 10, width=8).train()
        optimiser = torch.optim.Adam(net.parameters(), lr=0.01)
        for _ in range(100):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(net(torch.from_numpy(cs.x)), torch.from_numpy(cs.given)).backward()
            optimiser.step()
        predicted = net(torch.from_numpy(marked(data.x_test, labels, data))).argmax(dim=1).numpy()
        followed[kind] = int((predicted == labels).sum())
    # a network that ignores the mark names its class for a tenth of the images
    assert binom.sf(followed["aligned"] - 1, labels.size, 0.5) < ALPHA
    assert binom.cdf(followed["random"], labels.size, 0.5) < ALPHA
