"""Times TFDV's statistics of TFRecord files, with its defaults.

Arguments: a pattern of files, processes, rounds. Prints the best round; nothing is warmed up but
what the first round leaves.
"""
import sys
import tempfile
import time

import tensorflow_data_validation as tfdv
from apache_beam.options.pipeline_options import PipelineOptions


def main(pattern, processes, rounds):
    options = PipelineOptions(
        runner='DirectRunner',
        direct_num_workers=processes,
        direct_running_mode='in_memory' if processes == 1 else 'multi_processing',
    )
    best = float('inf')
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            begin = time.monotonic()
            statistics = tfdv.generate_statistics_from_tfrecord(
                pattern, output_path=folder + '/stats.pb', pipeline_options=options
            )
            best = min(best, time.monotonic() - begin)
    rows = statistics.datasets[0].num_examples
    print(f'TFDV {tfdv.__version__} {rows:,} rows {best:.3f} s {rows / best:,.0f} rows/s')


if __name__ == '__main__':
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
