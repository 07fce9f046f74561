#!/usr/bin/env bash
# Times the engine against PyTorch on the same cores and prints seconds and ratios.
#
#   compare.sh [--threads N] [--rounds N] [--repeats N] [--networks small-cnn,pre-act-resnet-18]
#
# The two run in alternation, a process each a round, so that a change of the machine's clock or
# load meets both. Every process warms up, then takes the median of its repeats; the table shows
# the median over rounds, and the smallest and largest ratio of one round.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
threads=2 rounds=3 repeats=9 networks=small-cnn,pre-act-resnet-18

usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; }
while [ $# -gt 0 ]; do
  case $1 in
    --threads | --rounds | --repeats | --networks)
      [ $# -gt 1 ] || { echo "Cannot compare: $1 needs a value" >&2; exit 2; }
      declare "${1#--}=$2"
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "Cannot compare: no such option $1" >&2; usage >&2; exit 2 ;;
  esac
done
"$python" -c 'import torch' 2>/dev/null || {
  echo "Cannot compare: $python has no torch (Debian: apt-get install python3-torch)" >&2
  exit 1
}

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  OMP_NUM_THREADS=$threads "$python" "$here/pytorch.py" --threads "$threads" \
    --repeats "$repeats" --networks "$networks" | sed "s/^/$round\t/" >>"$lines"
  THREADS=$threads "$here/java.sh" org.tombola.network.EngineBench --threads "$threads" \
    --repeats "$repeats" --networks "$networks" | sed "s/^/$round\t/" >>"$lines"
done

# columns: round, engine, network, batch, measure, threads, median, fastest
"$python" - "$lines" <<'TABLE'
import collections, statistics, sys

seconds = collections.defaultdict(lambda: collections.defaultdict(dict))
for line in open(sys.argv[1]):
    round, engine, network, batch, measure, threads, median, _ = line.rstrip("\n").split("\t")
    seconds[network, batch, measure, threads][engine][round] = float(median)
form = "{:<18} {:>5} {:<20} {:>7} {:>10} {:>10} {:>6}  {}"
print(form.format("network", "batch", "measure", "threads", "pytorch s", "tombola s", "ratio", "rounds"))
for key, engines in seconds.items():
    torch, ours = engines["pytorch"], engines["tombola"]
    ratios = [ours[round] / torch[round] for round in torch if round in ours]
    print(form.format(
        *key,
        f"{statistics.median(torch.values()):.4f}",
        f"{statistics.median(ours.values()):.4f}",
        f"{statistics.median(ratios):.2f}",
        f"{min(ratios):.2f} to {max(ratios):.2f}"))
TABLE
