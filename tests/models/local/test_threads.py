"""A small model gets a second thread where the machine has a core to spare."""

import time

import torch

from agent.models.local.threads import Cores, Threads

CPU = torch.device("cpu")
LARGE = 3_000_000_000


def idle(stat, seconds):
    ticks = int(seconds * 100)
    stat.write_text(f"cpu  500 3 200 {ticks} 7 0 11 0 0 0\ncpu0 250 1 100 {ticks} 3 0 5 0 0 0\n")


def test_cores_that_were_idle_are_free(tmp_path):
    stat = tmp_path / "stat"
    idle(stat, 1000.0)
    cores = Cores(stat)
    time.sleep(0.12)
    idle(stat, 1100.0)
    assert cores.free() > 3


def test_cores_that_others_use_are_not_free(tmp_path):
    stat = tmp_path / "stat"
    idle(stat, 1000.0)
    cores = Cores(stat)
    time.sleep(0.12)
    assert cores.free() == 1


def test_a_system_that_does_not_tell_leaves_one(tmp_path):
    cores = Cores(tmp_path / "no such file")
    assert cores.free() == 1


def test_a_short_pass_of_a_small_model_has_one_thread():
    before = torch.get_num_threads()
    with Threads(7_000_000, CPU).computing(1):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def test_a_large_model_has_what_torch_takes():
    before = torch.get_num_threads()
    with Threads(LARGE, CPU).computing(1):
        assert torch.get_num_threads() == before


def test_threads_are_put_back_after_an_error():
    before = torch.get_num_threads()
    try:
        with Threads(7_000_000, CPU).computing(1):
            raise MemoryError
    except MemoryError:
        pass
    assert torch.get_num_threads() == before
