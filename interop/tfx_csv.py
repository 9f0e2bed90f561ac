"""What TFX's CsvExampleGen makes of CSV files: its rules recomputed around tfx_bsl's decoder.

TFX itself does not install beside the other tools. Its executor reads a file line by line, joins lines until their
quotes are even, gives each such text to tfx_bsl's reader, infers the type of each column over all rows of a split, and
makes one tf.Example of each row.
"""

import csv
import random
import warnings

import numpy as np
import tensorflow as tf
from tfx_bsl.coders import csv_decoder


class Refused(Exception):
    """TFX fails, or takes the same line twice where a quoted cell is open at its end."""


class OneLine:
    def __init__(self, line):
        self.lines = [line]

    def __iter__(self):
        return self

    def __next__(self):
        if not self.lines:
            raise Refused("a quoted cell is open at the end of the record")
        return self.lines.pop()


def records(content: bytes) -> list[str]:
    """The records of a file behind its header, by the parity of quotes."""
    found, lines, quotes = [], [], 0
    for line in split_lines(content):
        lines.append(line.decode("utf-8"))
        quotes += lines[-1].count('"')
        if quotes % 2 == 0:
            found.append("".join(lines))
            lines, quotes = [], 0
    if lines:
        raise Refused("unbalanced quotes")
    return found[1:]


def split_lines(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def cells(record: str) -> list[bytes]:
    try:
        return [cell.encode() for cell in next(csv.reader(OneLine(record)))]
    except csv.Error as e:
        raise Refused(str(e)) from e


def header(content: bytes) -> list[str]:
    return content.split(b"\n", 1)[0].decode().strip().split(",")


def examples(files: list[bytes]) -> list[bytes]:
    """The serialized examples of the files of one split, in order."""
    names = header(files[0])
    rows = [row for content in files for record in records(content) if (row := cells(record))]
    if any(len(row) != len(names) for row in rows):
        raise Refused("a row of another length")
    inferrer = csv_decoder.ColumnTypeInferrer(names, skip_blank_lines=True)
    types = inferrer.create_accumulator()
    for row in rows:
        types = inferrer.add_input(types, row)
    infos = inferrer.extract_output(types)
    return [example(infos, row) for row in rows]


def example(infos, row) -> bytes:
    features = {info.name: feature(info.type, cell) for info, cell in zip(infos, row)}
    message = tf.train.Example(features=tf.train.Features(feature=features))
    return message.SerializeToString(deterministic=True)


def feature(kind, cell: bytes) -> tf.train.Feature:
    if kind == csv_decoder.ColumnType.INT:
        return tf.train.Feature(int64_list=tf.train.Int64List(value=[int(cell)] if cell else []))
    if kind == csv_decoder.ColumnType.FLOAT:
        return tf.train.Feature(float_list=tf.train.FloatList(value=[float(cell)] if cell else []))
    if kind == csv_decoder.ColumnType.STRING:
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=[cell] if cell else []))
    return tf.train.Feature()


NUMBERS = (
    "0|-0|+0|00|1|-1|+5| 5|5 |\t5\n|\x0b5\x0c|5\x1c|\xa05|1_000|1__0|_1|1_|-_1|0x1|0b1|0o7|1e5|1E5|1e+5|1e-5|1e|e5|.5|5.|."
    "|-.5|+.5e1|1.e2|1_0.5_0|1._5|1_.5|1e1_0|1e_1|1e1_|1e1__0|nan|NaN|-nan|+nan|nan |inf|-inf|+Inf|INFINITY|-infinity"
    "|infinit|infinityy|in f|1d|1f|1L|1,5|1 5|- 5|+ 5|--5|+-5||   |True|null|9223372036854775807|9223372036854775808"
    "|-9223372036854775808|-9223372036854775809|18446744073709551616|99999999999999999999|000000000000000000000000001"
    "|-000000000000000000000000001|12345678901234567890.5|1e400|-1e400|1e-400|4e38|3.4028235e38|3.4028236e38|1e-45|7e-46"
    "|7.1e-46|1.17549435e-38|0.1|0.30000000000000004|123456789.123456789|9007199254740993|9007199254740993.0|16777217"
    "|16777217.0|1e22|1e23|123456789012345678|1.7976931348623159e308|2.2250738585072011e-308"
    "|0.000000000000000000000000000000000000000000000000001e51|1e99999999999|1e-99999999999|0e99999999999|\u0661\u0662"
    "|1\u00a0|\uff11|1.5\u0660|0x1p3|1.5e|1.5e+|..5|1.5.5|1e5.5|\x001|1\x00|-|+|_|1,000|1'000|$5|5%|1/2|NaN0|nan(1)|1_0"
    "|1_0_0|-1_0|+1_0 |1 _0|1_ 0|1.0000001788139342|1.00000017881393432617187499|8388609.5|8388608.5|8388608.500000001"
    "|1.00000017881393421514957253748434595763683319091796875001"
).split("|")


def number_texts() -> str:
    """Texts in hexadecimal, the type that tfx_bsl sees, the integer, and the bits of the 32-bit float."""
    chance = random.Random(7)

    def text():
        kind = chance.randrange(5)
        if kind == 0:
            return repr(chance.uniform(-1e3, 1e3))
        if kind == 1:
            return "%.*f" % (chance.randrange(25), chance.uniform(-1e6, 1e6))
        if kind == 2:
            return "%.*e" % (chance.randrange(20), chance.uniform(-1, 1) * 10.0 ** chance.randrange(-50, 50))
        if kind == 3:
            return str(chance.randrange(-(2**65), 2**65))
        return "".join(chance.choice("0123456789015.eE+-_ naif") for _ in range(chance.randrange(1, 8)))

    lines = []
    for value in dict.fromkeys(NUMBERS + [text() for _ in range(700)]):
        cell = value.encode()
        kind = csv_decoder._InferValueType(cell).name
        integer = str(int(cell)) if kind == "INT" else ""
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                bits = "%08x" % np.array([float(cell)]).astype(np.float32).view(np.uint32)[0]
        except ValueError:
            bits = ""
        lines.append("\t".join([cell.hex(), kind, integer, bits]) + "\n")
    return "".join(lines)


def tables() -> str:
    """A line for each small file: its bytes and its examples in hexadecimal, or "refused"."""
    chance = random.Random(11)
    words = ["", "", "1", "-7", "2.5", "x", "a b", ' "q"', "ü", "日本", '""', '"a,b"', '"a\nb"', '"a\r\nb"', '"say ""hi"""', '"ab"c', '"1"']
    stray = ['a"', '"', 'x"y"z', '"a" "b"', "a\rb", '"a""', '5" pipe', '"\r"']
    lines = []
    for case in range(400):
        columns = chance.randrange(1, 5)
        rare = words + stray if case % 4 == 3 else words
        pool = [chance.choice(words[:5]) for _ in range(2)] + [chance.choice(rare) for _ in range(chance.randrange(4))]
        end = chance.choice(["\n", "\n", "\r\n"])
        rows = [["c%d" % i for i in range(columns)]]
        for _ in range(chance.randrange(6)):
            width = columns if case % 10 < 9 or chance.random() < 0.7 else chance.randrange(1, 6)
            rows.append([chance.choice(pool) for _ in range(width)])
            if chance.random() < 0.1:
                rows.append([])
        content = end.join(",".join(row) for row in rows) + (end if chance.random() < 0.7 else "")
        try:
            made = " ".join(example.hex() or "-" for example in examples([content.encode()]))
        except Refused:
            made = "refused"
        lines.append(f"{content.encode().hex()}\t{made}\n")
    return "".join(lines)
