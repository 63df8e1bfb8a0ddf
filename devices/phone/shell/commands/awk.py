"""awk: one-liners over lines and fields."""

from devices.phone.shell.awk_program import Rule, compile_program
from devices.phone.shell.awk_state import Exit, Next, State, typed
from devices.phone.shell.call import Call, command, options
from devices.phone.shell.commands.streams import each_input
from devices.phone.shell.errors import Usage
from devices.phone.shell.escapes import unescape
from devices.phone.shell.streams import decode, encode


@command("awk")
def awk(call: Call) -> int:
    chosen = options(call, "F:v:f:", stop_at_first=True)
    rest = list(chosen.rest)
    source = "\n".join(decode(call.open(path).rest(1 << 17)) for path in chosen.all("f"))
    if not chosen.all("f"):
        if not rest:
            raise Usage("usage: awk [-F SIGN] [-v NAME=VALUE] PROGRAM [FILE...]", 2)
        source = rest.pop(0)
    program = compile_program(source)
    state = State(call.env.budget, lambda text: call.write(encode(text)))
    if "F" in chosen:
        sign = unescape(chosen.last("F"), octal_needs_zero=False)[0]
        state.variables["FS"] = "\t" if sign == "t" else sign
    for word in chosen.all("v"):
        name, _, value = word.partition("=")
        state.variables[name] = typed(unescape(value, octal_needs_zero=False)[0])
    status = 0
    try:
        for act in program.begin:
            act(state)
        if program.rules or program.end:
            _lines(call, state, program.rules, rest)
    except Exit as leave:
        status = leave.status
    except Next:
        raise Usage("next outside a rule", 2) from None
    try:
        for act in program.end:
            act(state)
    except Exit as leave:
        status = leave.status
    return status


def _lines(call: Call, state: State, rules: list[Rule], paths: list[str]) -> None:
    for path, source in each_input(call, paths):
        state.variables["FILENAME"] = "" if path == "-" else path
        state.variables["FNR"] = 0.0
        for raw in source.lines():
            call.env.budget.check()
            state.begin(decode(raw.removesuffix(b"\n")))
            try:
                for test, act in rules:
                    if test(state):
                        act(state)
            except Next:
                continue
