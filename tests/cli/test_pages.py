"""The page of a trial's recording: where it cannot be, the evaluation goes on."""

from agent.cli.pages import ensure_page


def test_a_folder_that_cannot_be_made_is_no_page(tmp_path):
    (tmp_path / "pages").write_text("a file")

    assert ensure_page(tmp_path, "episodes/a-0") is None


def test_a_recording_that_cannot_be_read_is_no_page(tmp_path):
    assert ensure_page(tmp_path, "episodes/a-0") is None
    assert list((tmp_path / "pages").iterdir()) == []
