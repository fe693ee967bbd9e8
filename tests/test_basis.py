import pytest

from chiprace.basis import Basis, family, require_like
from chiprace.errors import BasisError

DENSE = Basis(number_format="FP8", sparsity="dense", scope="package", level="peak")


@pytest.mark.parametrize(
    ("word", "expected"), [("MXFP4", "FP4"), ("BF16", "FP16"), ("HiF8", "FP8"), ("TF32", "TF32")]
)
def test_formats_have_families(word, expected):
    assert family(word) == expected


def test_a_sparse_peak_against_a_dense_one_names_both():
    sparse = Basis(number_format="FP8", sparsity="sparse", scope="package", level="peak")
    with pytest.raises(
        BasisError,
        match=r"H100 sparse and H100 dense are of unlike basis: sparsity 'sparse' against 'dense'",
    ):
        require_like(sparse, DENSE, names=("H100 sparse", "H100 dense"))


def test_a_die_against_a_package_is_refused():
    die = Basis(scope="die")
    with pytest.raises(BasisError, match="scope 'die' against 'package'"):
        require_like(die, Basis(scope="package"), names=("a", "b"))


def test_only_the_named_aspects_must_agree():
    power = Basis(scope="package", boundary="tdp")
    require_like(DENSE, power, names=("a", "b"), aspects=("scope",))
