"""What the phone tells of its network: one Wi-Fi interface, up while Wi-Fi is on."""

from devices.phone.shell.call import Call, command
from devices.phone.shell.errors import Usage

ADDRESS = "10.0.2.16"
"""The address that an emulator's Wi-Fi has; nothing answers there."""
MAC = "02:15:b2:00:00:00"


def _up(call: Call) -> bool:
    return call.state.settings.get("global", "wifi_on") not in {None, "0"}


@command("ifconfig")
def ifconfig(call: Call) -> int:
    names = [word for word in call.args if not word.startswith("-")] or ["lo", "wlan0"]
    for name in names[:2]:
        if name == "lo":
            call.out(
                "lo        Link encap:Local Loopback\n          inet addr:127.0.0.1  "
                "Mask:255.0.0.0\n"
                "          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n"
            )
        elif name == "wlan0":
            call.out(
                f"wlan0     Link encap:Ethernet  HWaddr {MAC}\n"
                f"          inet addr:{ADDRESS}  Bcast:10.0.2.255  Mask:255.255.255.0\n"
                f"          {'UP BROADCAST RUNNING' if _up(call) else 'BROADCAST'} MULTICAST  "
                "MTU:1500  Metric:1\n"
            )
        else:
            raise Usage(f"{name}: No such device")
    return 0


@command("ip")
def ip(call: Call) -> int:
    words = [word for word in call.args if not word.startswith("-") and word != "dev"]
    what = words[0] if words else ""
    device = words[-1] if len(words) > 1 and words[-1] not in {"show", "list"} else ""
    if what.startswith("a"):
        _addresses(call, device)
    elif what.startswith("r"):
        if words[1:2] == ["get"]:
            call.out(f"{device} via 10.0.2.2 dev wlan0 src {ADDRESS} uid 0")
        else:
            call.out(f"10.0.2.0/24 dev wlan0 proto kernel scope link src {ADDRESS}")
    elif what.startswith("l"):
        call.out(
            f"2: wlan0: <BROADCAST,MULTICAST{',UP' if _up(call) else ''}> mtu 1500\n    "
            f"link/ether {MAC}"
        )
    else:
        raise Usage("usage: ip [addr|route|link]", 255)
    return 0


def _addresses(call: Call, device: str) -> None:
    if device in {"", "lo"}:
        call.out("1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo")
    if device in {"", "wlan0"}:
        state = "UP" if _up(call) else "DOWN"
        call.out(
            f"2: wlan0: <BROADCAST,MULTICAST{',UP,LOWER_UP' if _up(call) else ''}> mtu 1500 "
            f"state {state}\n"
            f"    link/ether {MAC} brd ff:ff:ff:ff:ff:ff\n"
            f"    inet {ADDRESS}/24 brd 10.0.2.255 scope global wlan0"
        )


@command("netstat", "ss")
def netstat(call: Call) -> int:
    call.out(
        "Active Internet connections (w/o servers)\nProto Recv-Q Send-Q Local Address          "
        "Foreign Address        State"
    )
    return 0


@command("ping", "ping6", "nc", "netcat", "curl", "wget", "traceroute", "nslookup")
def offline(call: Call) -> int:
    """The phone has no way to any network, and never uses the host's."""
    host = next((word for word in call.args if not word.startswith("-")), "")
    raise Usage(f"{host}: Network is unreachable", 2)
