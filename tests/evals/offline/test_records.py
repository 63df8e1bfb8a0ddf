"""TFRecord and protocol buffers, read from their bytes."""

import contextlib
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import StorageError
from agent.evals.offline.android_control import elements
from agent.evals.offline.protobuf import example
from agent.evals.offline.tfrecord import crc32c, records

from . import tensorflow_bytes as tf


@pytest.mark.parametrize(
    ("data", "crc"),
    [
        # RFC 3720, appendix B.4, and the check value of the catalogues.
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
        (b"123456789", 0xE3069283),
    ],
)
def test_the_sum_is_castagnolis(data, crc):
    assert crc32c(data) == crc


@pytest.mark.parametrize("length", [16384, 16385, 20000, 40960, 99_991])
def test_a_long_record_has_the_sum_that_its_bytes_give_one_by_one(length):
    data = np.random.default_rng(length).integers(0, 256, length, np.uint8).tobytes()
    state = 0xFFFFFFFF
    for byte in data:
        state ^= byte
        for _ in range(8):
            state = (state >> 1) ^ (0x82F63B78 if state & 1 else 0)

    assert crc32c(data) == state ^ 0xFFFFFFFF


def test_records_come_back_in_order(tmp_path):
    wanted = [b"", b"one", bytes(70_000)]
    tf.write(tmp_path / "a", wanted)
    (tmp_path / "plain").write_bytes(b"".join(map(tf.frame, wanted)))

    assert list(records(tmp_path / "a")) == wanted
    assert list(records(tmp_path / "plain")) == wanted


@pytest.mark.parametrize("damage", [0, 9, 13, -1])
def test_a_damaged_record_is_named_and_those_before_it_are_read(damage, tmp_path):
    bad = bytearray(tf.frame(b"second record"))
    bad[damage] ^= 1
    (tmp_path / "a").write_bytes(gzip.compress(tf.frame(b"first") + bytes(bad)))

    found = records(tmp_path / "a")
    assert next(found) == b"first"
    with pytest.raises(StorageError, match="record 1 is damaged"):
        next(found)


@pytest.mark.parametrize("left", [5, 12, 20])
def test_a_record_that_is_cut_off_is_named(left, tmp_path):
    (tmp_path / "a").write_bytes(gzip.compress(tf.frame(b"the only record")[:left]))

    with pytest.raises(StorageError, match="record 0 is damaged"):
        list(records(tmp_path / "a"))


def test_a_file_that_is_cut_off_is_named(tmp_path):
    tf.write(tmp_path / "a", [bytes(5000)])
    whole = (tmp_path / "a").read_bytes()
    (tmp_path / "a").write_bytes(whole[:-9])

    with pytest.raises(StorageError, match="cannot be read"):
        list(records(tmp_path / "a"))


def test_a_file_whose_compressed_bytes_are_damaged_is_named(tmp_path):
    tf.write(tmp_path / "a", [np.random.default_rng(1).bytes(5000)])
    damaged = bytearray((tmp_path / "a").read_bytes())
    damaged[10] |= 0b110  # a kind of block that deflate does not have
    (tmp_path / "a").write_bytes(damaged)

    with pytest.raises(StorageError, match="cannot be read"):
        list(records(tmp_path / "a"))


def test_an_example_holds_lists_of_bytes_and_of_numbers():
    data = tf.example(name=[b"a", b"\xff\x00"], count=[3, -1, 2**40])

    assert example(data) == {"name": [b"a", b"\xff\x00"], "count": [3, -1, 2**40]}


def test_numbers_are_also_read_one_by_one():
    listed = tf.field(3, tf.field(1, 7) + tf.field(1, 8))
    entry = tf.field(1, b"n") + tf.field(2, listed)

    assert example(tf.field(1, tf.field(1, entry))) == {"n": [7, 8]}


@given(st.binary(max_size=200))
def test_what_is_no_example_is_a_value_error_or_nothing(data):
    with contextlib.suppress(ValueError):
        assert isinstance(example(data), dict)


def test_a_forest_tells_what_is_visible():
    data = tf.forest([((1, 2, 30, 40), "Alarm"), ((-5, 0, 10, 10), "")])
    hidden = tf.field(1, tf.field(11, tf.field(1, tf.field(7, b"hidden"))))

    assert elements(data + hidden) == [((1, 2, 30, 40), "Alarm"), ((-5, 0, 10, 10), "")]
