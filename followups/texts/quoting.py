"""What somebody wrote herself in a mail, without the history below it. Pure, line by line, linear.

Mail programs mark history in four ways: `>` before each line, "On ... wrote:" above it, a rule such as
"-----Original Message-----", or a block of header lines. No library we tried knows Indonesian.
"""

import re

_RULE = re.compile(
    r"^\s*(?:[-_=*]{2,}\s*(?:original message|original appointment|forwarded message|pesan asli|"
    r"pesan yang diteruskan|pesan terusan|pesan diteruskan|reply message|begin forwarded message)\s*[-_=*]*|"
    r"begin forwarded message:|_{20,})\s*$",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:wrote|writes|menulis|a \u00e9crit|schrieb|escreveu|said)\s*(?:via [^:]{1,40})?:\s*$", re.IGNORECASE
)
_WROTE_START = re.compile(
    r"^\s*(?:on|pada|at|in|le|am|el|dari|from|tanggal|tgl|hari|\d{4}[-/.]|\d{1,2}[-/. ]|"
    r"(?:senin|selasa|rabu|kamis|jumat|jum'at|sabtu|minggu|mon|tue|wed|thu|fri|sat|sun)\w*[,. ])",
    re.IGNORECASE,
)
# Also without a word for writing: "2026-09-11 10:02 GMT+7 Dinda <dinda@example.com>:"
_BARE = re.compile(r"^\s*(?:on |pada )?.{0,60}\d{4}.{0,80}<[^<>\s]+@[^<>\s]+>\s*:\s*$", re.IGNORECASE)
_HEADER = re.compile(
    r"^\s*[*_]?(from|dari|sent|dikirim|date|tanggal|to|kepada|untuk|ke|cc|subject|perihal|subjek|judul)"
    r"\s?[*_]?\s?:\s*[*_]?\s*\S",
    re.IGNORECASE,
)
_FROM = ("from", "dari")
_OTHERS = (
    "sent",
    "dikirim",
    "date",
    "tanggal",
    "to",
    "kepada",
    "untuk",
    "ke",
    "cc",
    "subject",
    "perihal",
    "subjek",
    "judul",
)


# Without one of these no history begins, but where lines begin with ">". Looking for plain pieces is fast.
_SIGNS = (
    "wrote", "writes", "menulis", "écrit", "schrieb", "escreveu", "said:", "said :", "original ", "forwarded", "asli",
    "terusan", "diteruskan", "reply message", "____", "from:", "dari:", "from :", "dari :", "from*", "dari*", "from_",
    "dari_", ">:", "> :",
)  # fmt: skip


def history(lines: list[str]) -> list[bool]:
    """For each line of a mail whether it is history (somebody's earlier words), not the writer's own."""
    quoted = [line.lstrip().startswith((">", "|>")) for line in lines]
    low = "\n".join(lines).lower()
    if not any(sign in low for sign in _SIGNS):
        return quoted
    for number, line in enumerate(lines):
        if quoted[number]:
            continue
        introduces = _introduces(lines, number)
        if introduces is None:
            continue
        # An attribution above `>` lines speaks of them only: own words may follow below (bottom posting).
        after = number + introduces
        if _next_is_quoted(quoted, lines, after):
            for place in range(number, after):
                quoted[place] = True
            continue
        if number == 0 and introduces == 1 and not _RULE.match(line):
            continue
        return quoted[:number] + [True] * (len(lines) - number)
    return quoted


def _introduces(lines: list[str], number: int) -> int | None:
    """How many lines from here introduce history, or None."""
    line = lines[number]
    if _RULE.match(line):
        return 1
    if _BARE.match(line):
        return 1
    if _WROTE_START.match(line):
        if _WROTE.search(line):
            return 1
        # Wrapped: at most two more lines until "wrote:".
        for more in (1, 2):
            if number + more >= len(lines) or not lines[number + more].strip():
                break
            if _WROTE.search(lines[number + more]) and len(lines[number]) < 200:
                return more + 1
    elif _WROTE.search(line) and "@" in line:
        return 1
    header = _HEADER.match(line)
    if header and header[1].lower() in _FROM:
        following = [_HEADER.match(one) for one in lines[number + 1 : number + 4]]
        if any(one and one[1].lower() in _OTHERS for one in following):
            return 1
    return None


def _next_is_quoted(quoted: list[bool], lines: list[str], number: int) -> bool:
    for place in range(number, min(number + 3, len(lines))):
        if lines[place].strip():
            return quoted[place]
    return False


_FORWARD = re.compile(
    r"^\s*(?:[-_=*]{2,}\s*(?:forwarded message|pesan yang diteruskan|pesan terusan|pesan diteruskan)\s*[-_=*]*|"
    r"begin forwarded message:)\s*$",
    re.IGNORECASE,
)


def forwarded_from(lines: list[str]) -> int:
    """Where a forwarded mail's own words begin; 0 if nothing was forwarded.

    What stands above was added by the one who forwards it.
    """
    marked = next((number for number, line in enumerate(lines) if _FORWARD.match(line)), None)
    if marked is None or any(line.lstrip().startswith(">") for line in lines[:marked]):
        return 0
    begin = marked + 1
    while begin < len(lines) and (not lines[begin].strip() or _HEADER.match(lines[begin])):
        begin += 1
    return begin
