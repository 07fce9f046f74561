#!/usr/bin/env bash
# Times Tombola's engines against PyTorch on the same cores and prints seconds and ratios.
#
#   compare.sh [--threads N] [--rounds N] [--repeats N] [--warmup N]
#              [--networks small-cnn,pre-act-resnet-18,convolutions]
#              [--measures training-step,input-gradient] [--engines vector,nd4j,torch]
#              [--sparsities dense,uniform:0.9,erk:0.9,igq:0.8]
#
# A ratio is PyTorch's time by ours: above 1 is faster than PyTorch, in the faster of its two layouts.
# They run in alternation, a process each a round, so that a change of the machine's clock or
# load meets both. Every process warms up, then takes the median of its repeats; the table shows
# the median over rounds, and the smallest and largest ratio of one round.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-/usr/bin/python3}
threads=2 rounds=3 repeats=5 warmup=4 networks=small-cnn,pre-act-resnet-18
measures=training-step,parameter-gradient,input-gradient,input-gradient-eval
engines=vector,nd4j sparsities=dense,uniform:0.8,uniform:0.9,uniform:0.95

usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0"; }
while [ $# -gt 0 ]; do
  case $1 in
    --threads | --rounds | --repeats | --warmup | --networks | --measures | --engines | --sparsities)
      [ $# -gt 1 ] || { echo "Cannot compare: $1 needs a value" >&2; exit 2; }
      declare "${1#--}=$2"
      shift 2
      ;;
    -h | --help) usage; exit 0 ;;
    *) echo "Cannot compare: no such option $1" >&2; usage >&2; exit 2 ;;
  esac
done
# the engine torch is in builds with its profile only
case ",$engines," in *,torch,*) export PROFILES=torch ;; esac
"$python" -c 'import torch' 2>/dev/null || {
  echo "Cannot compare: $python has no torch (Debian: apt-get install python3-torch)" >&2
  exit 1
}

lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for round in $(seq "$rounds"); do
  echo "round $round of $rounds" >&2
  OMP_NUM_THREADS=$threads "$python" "$here/pytorch.py" --threads "$threads" \
    --repeats "$repeats" --warmup "$warmup" --networks "$networks" --measures "$measures" | sed "s/^/$round\t/" >>"$lines"
  THREADS=$threads "$here/java.sh" org.tombola.bench.EngineBench --threads "$threads" \
    --repeats "$repeats" --warmup "$warmup" --networks "$networks" --measures "$measures" \
    --engines "$engines" --sparsities "$sparsities" | sed "s/^/$round\t/" >>"$lines"
done

# columns: round, engine, network, batch, measure, threads, median, fastest
"$python" - "$lines" <<'TABLE'
import collections, statistics, sys

seconds = collections.defaultdict(lambda: collections.defaultdict(dict))
for line in open(sys.argv[1]):
    round, engine, network, batch, measure, threads, median, _ = line.rstrip("\n").split("\t")
    seconds[network, batch, measure, threads][engine][round] = float(median)
form = "{:<18} {:<20} {:>5} {:>7}  {:<20} {:>10} {:>10} {:>6}  {}"
print(form.format("network", "measure", "batch", "threads", "engine", "pytorch s", "tombola s", "ratio",
                  "rounds"))
for (network, batch, measure, threads), engines in seconds.items():
    layouts = [engines.pop("pytorch"), engines.pop("pytorch-nhwc")]
    torch = min(layouts, key=lambda layout: statistics.median(layout.values()))
    for engine, ours in engines.items():
        ratios = [torch[round] / ours[round] for round in torch if round in ours]
        print(form.format(
            network, measure, batch, threads, engine,
            f"{statistics.median(torch.values()):.4f}",
            f"{statistics.median(ours.values()):.4f}",
            f"{statistics.median(ratios):.2f}",
            f"{min(ratios):.2f} to {max(ratios):.2f}"))
TABLE
