"""A window over the whole screen that writes down every event it gets: run by the tests.

Ctrl+V makes it ask for the clipboard, as any text field does, and write that down as well.

python witness.py FILE
"""

import sys
from pathlib import Path

from Xlib import XK, X, display

from devices.desktop.session import Session, quietly


def main(log):
    """Write a line an event: what, which button or key, where, with which modifiers."""
    with Session().entered(), quietly():
        server = display.Display()
    screen = server.screen()
    whole = screen.root.get_geometry()
    window = screen.root.create_window(
        0, 0, whole.width, whole.height, 0, screen.root_depth,
        background_pixel=screen.white_pixel,
        override_redirect=True,
        event_mask=X.ButtonPressMask | X.ButtonReleaseMask | X.PointerMotionMask
        | X.KeyPressMask | X.KeyReleaseMask | X.ExposureMask,
    )  # fmt: skip
    screen.root.change_attributes(event_mask=X.PropertyChangeMask)
    window.map()
    words = {
        X.ButtonPress: "press", X.ButtonRelease: "release",
        X.KeyPress: "down", X.KeyRelease: "up", X.MotionNotify: "move",
    }  # fmt: skip
    with Path(log).open("w", buffering=1, encoding="utf-8") as out:
        while True:
            event = server.next_event()
            if event.type == X.Expose and event.count == 0:
                window.set_input_focus(X.RevertToParent, X.CurrentTime)
                server.sync()
                print("ready", file=out)
            elif event.type == X.PropertyNotify:
                name = server.get_atom_name(event.atom)
                if name == "WITNESS":
                    found = screen.root.get_full_property(event.atom, X.AnyPropertyType)
                    value = found.value
                    print(value.decode() if isinstance(value, bytes) else value, file=out)
            elif event.type == X.SelectionNotify:
                found = event.property and window.get_full_property(
                    event.property, X.AnyPropertyType
                )
                text = found.value if found else "nothing"
                if isinstance(text, bytes):
                    text = text.decode("utf-8")
                print(f"pasted {text!r}", file=out)
            elif event.type in {X.KeyPress, X.KeyRelease}:
                level = 1 if event.state & X.ShiftMask else 0
                symbol = server.keycode_to_keysym(event.detail, level)
                held = "shift " if event.state & X.ShiftMask else ""
                held += "ctrl " if event.state & X.ControlMask else ""
                held += "alt " if event.state & X.Mod1Mask else ""
                held += "super " if event.state & X.Mod4Mask else ""
                print(f"{words[event.type]} {held}{name_of(symbol)}", file=out)
                if event.type == X.KeyPress and held == "ctrl " and name_of(symbol) == "v":
                    clipboard, utf8 = map(server.intern_atom, ("CLIPBOARD", "UTF8_STRING"))
                    window.convert_selection(clipboard, utf8, clipboard, event.time)
            elif event.type in words:
                at = f"{event.root_x},{event.root_y}"
                detail = "" if event.type == X.MotionNotify else f" {event.detail}"
                print(f"{words[event.type]}{detail} {at}", file=out)


def name_of(symbol):
    """A character where there is one, else Xlib's name."""
    if 0x21 <= symbol < 0x7F:
        return chr(symbol)
    return next(
        (name[3:] for name in dir(XK) if name.startswith("XK_") and getattr(XK, name) == symbol),
        str(symbol),
    )


if __name__ == "__main__":
    main(sys.argv[1])
