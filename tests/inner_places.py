"""The corpus of S16: addresses that lead inside, in every dress in which one may be typed."""

from collections.abc import Iterator
from ipaddress import IPv4Address, ip_address

HERE = 127 << 24 | 1  # 127.0.0.1
FIRST_OF_THREE = ("10.{}", "172.16.{}", "192.{}")


def dresses_of_here() -> Iterator[str]:
    """Yield every way in which this machine itself can be written as a host."""
    parts = list(IPv4Address(HERE).packed)
    for number in (HERE, HERE + 1, (127 << 24) + (1 << 16) + 7, (127 << 24) + 0xFFFFFE):
        octets = list(IPv4Address(number).packed)
        yield from (str(number), hex(number), hex(number).upper().replace("X", "x"), f"0{number:o}", f"0x{number:08x}")
        yield ".".join(map(str, octets))
        yield ".".join(f"0{one:o}" for one in octets)
        yield ".".join(f"{one:#x}" for one in octets)
        yield ".".join(f"000{one:o}" for one in octets)
        yield f"{octets[0]}.{number & 0xFFFFFF}"
        yield f"{octets[0]}.{octets[1]}.{number & 0xFFFF}"
        yield f"0x{octets[0]:x}.0{octets[1]:o}.{octets[2]}.{octets[3]}"
        yield f"[::ffff:{IPv4Address(number)}]"
        yield f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]"
        yield f"[0:0:0:0:0:ffff:{number >> 16:04x}:{number & 0xFFFF:04x}]"
        yield f"[::{IPv4Address(number)}]"
        yield f"[64:ff9b::{IPv4Address(number)}]"
        yield f"[2002:{number >> 16:x}:{number & 0xFFFF:x}::1]"
    yield from ("127.1", "127.0.1", "127", "0", "0.0.0.0", "0x0", "00", "localhost", "LOCALHOST", "localhost.")
    yield from ("localhost.localdomain", "ip6-localhost", "[::1]", "[0:0:0:0:0:0:0:1]", "[::0001]", "[::]", "[0::0]")
    yield from ("[::1%25lo]", "[::1%lo]", "[fe80::1%25lo]", "[::127.0.0.1]", ".".join(map(str, parts)) + ".")


def tricks(port: int) -> Iterator[str]:
    """Yield whole addresses that two readers could read differently, or that are none."""
    here = f"127.0.0.1:{port}"
    for way in ("https", "http"):
        yield f"{way}://chat.example@{here}/"
        yield f"{way}://{here}\\@chat.example/"
        yield f"{way}://chat.example:443@{here}/"
        yield f"{way}:\\\\{here}/"
        yield f"{way}:///{here}/"
        yield f"{way}:{here}"
        yield f"{way}://[{here}]/"
        yield f"{way}://127.0.0.1:{port}:443/"
        yield f"{way}://127。0。0。1:{port}/"
        yield f"{way}://①②⑦.⓪.⓪.①:{port}/"
        yield f"{way}://１２７.0.0.1:{port}/"
        yield f"{way}://127.0.0.1\t:{port}/"
        yield f"{way}://127.0.0.1:{port}/ HTTP/1.1\r\nHost: chat.example"
        yield f"{way}://%31%32%37.0.0.1:{port}/"
        yield f" {way}://{here}/"
        yield f"{way}://{here}#@chat.example/"
        yield f"{way}://{here}?@chat.example/"
    for other in ("file", "ftp", "gopher", "dict", "ldap", "tftp", "unix", "javascript", "data", "jar", "ws"):
        yield f"{other}://{here}/"
    yield from (f"//{here}/", here, "", "https://", "https:///", f"HTTP://{here}/", f"https://{'a' * 300}:{port}/")


def inner_addresses() -> Iterator[str]:
    """Yield addresses of the network that lead to no place in the world, each as a resolver would say it."""
    for block in ("0", "10", "127", "100.64", "100.127", "169.254", "172.16", "172.31", "192.168", "198.18", "198.19"):
        width = 4 - len(block.split("."))
        for last in (1, 254):
            yield ".".join([block, *["0"] * (width - 1), str(last)])
    yield from ("192.0.0.192", "192.0.2.1", "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.1.1.1")
    yield from ("240.0.0.1", "255.255.255.255", "169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16")
    yield from ("::1", "::", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd00:ec2::254", "fd20:ce::254")
    yield from (
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "100::1",
        "64:ff9b:1::1",
        "3fff::1",
        "5f00::1",
        "",
        "no address",
        "1.2.3",
    )
    for inner in (HERE, (10 << 24) + 1, (172 << 24) + (16 << 16) + 1, (192 << 24) + (168 << 16) + 1, 0xA9FEA9FE):
        high, low = inner >> 16, inner & 0xFFFF
        yield from (f"::ffff:{high:x}:{low:x}", f"::{high:x}:{low:x}", f"64:ff9b::{high:x}:{low:x}")
        yield from (f"2002:{high:x}:{low:x}::1", f"::ffff:0:{high:x}:{low:x}", str(ip_address(inner)))
