"""Films: one length for each step, the touch drawn where it was, and only in its second part."""

import av
import numpy as np
import pytest
from PIL import Image

from agent import actions as act
from agent.errors import UsageError
from agent.export import Options
from agent.export.drawing import canvas_of, picture
from agent.export.gif import GIF
from agent.export.lerobot import LEROBOT
from agent.export.video import VIDEO

from .conftest import DONE, OPEN, SWITCH

MARK = np.array([230, 30, 90])


def marked(image, at, reach=6):
    """Whether there is any of the mark's colour within ``reach`` pixels."""
    x, y = at
    near = np.asarray(image, int)[y - reach : y + reach + 1, x - reach : x + reach + 1]
    return bool((np.abs(near - MARK).sum(-1) < 90).any())


@pytest.mark.parametrize(
    ("action", "places"),
    [
        (OPEN, [OPEN.at]),
        (act.LongPress(at=(40, 500)), [(40, 500)]),
        (act.Swipe(start=(200, 450), end=(200, 150)), [(200, 450), (200, 150), (200, 300)]),
    ],
)
def test_an_action_is_drawn_where_it_was_done(action, places, record):
    (episode,) = record(action, DONE).episodes
    step, canvas = episode.steps[0], canvas_of(episode, 2000)

    plain = picture(episode, step, canvas, marked=False)
    drawn = picture(episode, step, canvas, marked=True)

    assert drawn.size == canvas
    for place in places:
        assert marked(drawn, place)
        assert not marked(plain, place)
    changed = np.argwhere((np.asarray(plain) != np.asarray(drawn)).any(-1))
    far = max(min(np.hypot(x - px, y - py) for px, py in places) for y, x in changed)
    assert far < 200


def test_the_mark_moves_with_the_pictures_size(record):
    (episode,) = record(OPEN, DONE).episodes
    canvas = canvas_of(episode, 300)
    height = episode.steps[0].size[1]

    drawn = picture(episode, episode.steps[0], canvas, marked=True)

    assert canvas.width % 2 == canvas.height % 2 == 0
    assert marked(drawn, (OPEN.at[0] * 300 // height, OPEN.at[1] * 300 // height), 3)


def test_a_film_shows_every_step_as_long_as_was_asked(record, tmp_path):
    made, path = record(OPEN, SWITCH, DONE), tmp_path / "film.mp4"

    report = VIDEO.write(made.episodes, path, Options(seconds=1.0))

    with av.open(str(path)) as film:
        images = [frame.to_image() for frame in film.decode(video=0)]
        assert film.streams.video[0].codec_context.name == "h264"
    assert report.rows == 3
    assert len(images) == 3 * 10
    assert images[0].size == canvas_of(made.episodes[0], 1280)
    assert not marked(images[1], OPEN.at)
    assert marked(images[8], OPEN.at)
    assert marked(images[18], SWITCH.at)


def test_an_animation_lasts_as_long(record, tmp_path):
    made, path = record(OPEN, SWITCH, DONE), tmp_path / "film.gif"

    GIF.write(made.episodes, path, Options(seconds=1.0))

    with Image.open(path) as film:
        lasts, seen = [], []
        for index in range(film.n_frames):
            film.seek(index)
            lasts.append(film.info["duration"])
            seen.append(marked(film.convert("RGB"), OPEN.at))
    assert sum(lasts) == 3000
    assert seen[:2] == [False, True]


def test_nothing_to_show_is_an_error(record, tmp_path):
    for form in (VIDEO, GIF, LEROBOT):
        with pytest.raises(UsageError, match="no step"):
            form.write([], tmp_path / "x", Options())
