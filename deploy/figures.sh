#!/usr/bin/env bash
# Draws pictures of a store's report, with headless Chromium, in light colours.
#
#   figures.sh DIR OUT [NAME[:HEIGHT]...]
#
# OUT/NAME.png for each NAME: page, the report's first screen; gaps, the gap table; published-PAPER,
# what a paper reports; or a figure: differences, gap, ra, sa, curves, pareto, savings, rates, attacks, parts,
# same_examples, transfers, kernels, layers, mask. Without names: page, gap and curves. A picture is as high as what
# it shows, or HEIGHT.
#
#   CHROMIUM   the browser; without it chromium, chromium-browser or google-chrome, whichever is there
#   WIDTH      of the pictures in pixels; 900 unless given
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

fail() { echo "Cannot draw: $*" >&2; exit 2; }

[ $# -ge 2 ] || { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 2; }
store=$1 out=$2
shift 2
[ $# -gt 0 ] || set -- page gap curves
browser=${CHROMIUM:-$(command -v chromium chromium-browser google-chrome | head -1 || true)}
[ -n "$browser" ] || fail "there is no Chromium (Debian: apt-get install chromium)"
width=${WIDTH:-900}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/tombola" report "$store" --to "$work/report.html" >&2
mkdir -p "$out"

chromium() {
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --user-data-dir="$work/profile" --blink-settings=preferredColorScheme=1 \
    --virtual-time-budget=10000 "$@" "file://$work/part.html" 2>/dev/null
}

missing=()
for wanted in "$@"; do
  name=${wanted%%:*}
  grep -q "id=\"$name\"" "$work/report.html" || [ "$name" = page ] || missing+=("$name")
done
[ "${#missing[@]}" -eq 0 ] || fail "there is no ${missing[*]} in the report of $store"

for wanted in "$@"; do
  name=${wanted%%:*} height=${wanted#"$name"}
  height=${height#:}
  # the part alone, and how high it is as the page's title
  style='main ~ *{display:none}'
  [ "$name" = page ] || style="body>:not(main),section:not(:has(#$name)),.tools{display:none!important}h2{margin-top:0}"
  {
    sed '/<\/head>/,$d' "$work/report.html"
    echo "<style>$style</style>"
    echo '<script>addEventListener("load",()=>document.title=document.documentElement.offsetHeight)</script>'
    sed -n '/<\/head>/,$p' "$work/report.html"
  } >"$work/part.html"
  if [ -z "$height" ]; then
    height=700
    [ "$name" = page ] || height=$(chromium --window-size="$width,100" --dump-dom |
      sed -n 's/.*<title>\([0-9][0-9]*\)<.*/\1/p' | head -1)
  fi
  chromium --window-size="$width,${height:-700}" --screenshot="$out/$name.png" >/dev/null
  echo "$out/$name.png, $width x $height, $(($(stat -c %s "$out/$name.png") / 1024)) kB"
done
