"""A recording as one picture: its screens side by side, each with the action drawn on it.

python docs/strip.py runs/RUN docs/run.png [--height 760] [--columns 100]
"""

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from agent import actions as act
from agent.trajectory import find_episode

GAP, MARGIN, CAPTION = 22, 26, 84
INK, PAPER, ACCENT = (32, 33, 36), (245, 246, 250), (226, 59, 46)


def fonts() -> tuple[ImageFont.FreeTypeFont, ImageFont.FreeTypeFont]:
    """Roboto from its package: medium for actions, regular for thoughts."""
    import font_roboto

    return (
        ImageFont.truetype(font_roboto.RobotoMedium, 19),
        ImageFont.truetype(font_roboto.Roboto, 15),
    )


def marked(screen: Image.Image, action: act.Action | None, scale: float) -> Image.Image:
    """``screen`` made smaller by ``scale``, with a ring where finger or mouse went down."""
    width, height = (round(side * scale) for side in screen.size)
    small = screen.resize((width, height), Image.Resampling.LANCZOS)
    if isinstance(action, act.Tap | act.LongPress | act.DoubleTap | act.Click) and action.at:
        x, y = (side * scale for side in action.at)
        layer = Image.new("RGBA", small.size)
        pen = ImageDraw.Draw(layer)
        pen.ellipse((x - 20, y - 20, x + 20, y + 20), fill=(*ACCENT, 70), outline=ACCENT, width=3)
        pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=ACCENT)
        small = Image.alpha_composite(small.convert("RGBA"), layer).convert("RGB")
    return small


def wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """``text`` in at most two lines of ``width`` pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines[:2])


def strip(recording: Path, height: int, columns: int) -> Image.Image:
    """All steps of the recording's first episode, from left to right, ``columns`` in a row."""
    _, episode = find_episode(recording)
    bold, plain = fonts()
    shown = []
    for step in episode.steps():
        frame = episode.frame(step)
        raw = Image.frombytes("RGB", frame.size, bytes(frame.data), "raw", f"{frame.order[:3]}X")
        shown.append((marked(raw, step.decision.action, height / raw.height), step))
    rows = [shown[at : at + columns] for at in range(0, len(shown), columns)]
    width = max(sum(picture.width + GAP for picture, _ in row) for row in rows) - GAP
    tall = CAPTION + height + GAP
    sheet = Image.new("RGB", (width + 2 * MARGIN, len(rows) * tall - GAP + 2 * MARGIN), PAPER)
    pen = ImageDraw.Draw(sheet)
    for number, row in enumerate(rows):
        x, y = MARGIN, MARGIN + number * tall
        for picture, step in row:
            decision = step.decision
            said = decision.summary or (decision.action.type if decision.action else "no action")
            pen.text((x, y - 4), f"{step.index + 1}  {said}", fill=INK, font=bold)
            words = wrapped(decision.thought, plain, picture.width)
            pen.multiline_text((x, y + 24), words, fill=(95, 99, 104), font=plain, spacing=4)
            mask = Image.new("L", picture.size)
            ImageDraw.Draw(mask).rounded_rectangle((0, 0, *picture.size), 18, fill=255)
            sheet.paste(picture, (x, y + CAPTION), mask)
            x += picture.width + GAP
    return sheet


def main() -> int:
    """The command line of this script."""
    parser = argparse.ArgumentParser(description="Draw a recording as one picture.")
    parser.add_argument("recording", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--height", type=int, default=760, help="of a screen, in pixels")
    parser.add_argument("--columns", type=int, default=100, help="how many screens in a row")
    given = parser.parse_args()
    strip(given.recording, given.height, given.columns).save(given.out, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
