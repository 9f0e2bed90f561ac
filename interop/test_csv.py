"""CSV: the golden files of the Java tests are what tfx_bsl's decoder says."""

from pathlib import Path

import tfx_csv

GOLDEN = Path(__file__).parent.parent / "transforms/src/test/resources/io/millrace/transforms/ingest/csv"


def test_numbers_are_those_of_tfx():
    assert (GOLDEN / "number-texts.tsv").read_text() == tfx_csv.number_texts()


def test_tables_are_those_of_tfx():
    assert (GOLDEN / "tables.tsv").read_text() == tfx_csv.tables()
