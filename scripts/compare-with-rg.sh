#!/bin/sh
# Compares `unsoap scan` with `rg -F -i` over the same tree and the same words.
#
#   scripts/compare-with-rg.sh [DIR]
#
# Without DIR a tree of about two million lines is generated in which few files
# matter. Both run in turn on a warm cache; the fastest of five is compared,
# because whatever else the machine does can only slow a run down.
set -eu

unsoap=${UNSOAP:-target/release/unsoap}
command -v rg >/dev/null || { echo "ripgrep is not installed (Debian: ripgrep)" >&2; exit 2; }
[ -x "$unsoap" ] || { echo "build it first: cargo build --release, or set UNSOAP" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -gt 0 ]; then
    tree=$1
else
    tree=$work/tree
    python3 - "$tree" <<'PYTHON'
import pathlib, sys

# Code like any other: no two files are equal, one in five hundred matters.
root = pathlib.Path(sys.argv[1])
body = """
    /** Gives the total of an order, with what the customer has returned taken off. */
    public Money total{n}(Order order, List<Item> returned) {{
        Money sum = Money.zero(order.currency());
        for (Item item : order.items()) {{
            if (!returned.contains(item) && item.quantity() > {n}) {{
                sum = sum.plus(item.price().times(item.quantity()));
            }}
        }}
        return cache.getOrDefault("total-{n}", sum.rounded());
    }}
"""
for i in range(5000):
    path = root / f"module{i % 97}" / f"Order{i}.java"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"package shop.module{i % 97};\n\npublic class Order{i} {{\n"
    text += "".join(body.format(n=i + k) for k in range(35))
    if i % 500 == 0:
        text += "    Object lead = new com.marketo.mktows.MktowsPort();\n"
    path.write_text(text + "}\n")
PYTHON
fi

"$unsoap" rules words >"$work/words"
export UNSOAP_BIN="$unsoap" TREE="$tree" WORDS="$work/words" OUT="$work"
python3 - <<'PYTHON'
import os, subprocess, sys, time

tree, words, out = os.environ["TREE"], os.environ["WORDS"], os.environ["OUT"]
commands = {
    "rg": ["rg", "-F", "-i", "-c", "--no-require-git", "-f", words, tree],
    "unsoap": [os.environ["UNSOAP_BIN"], "scan", "--exit-zero", "--format", "json", "--output", f"{out}/report.json", tree],
}
best = {name: float("inf") for name in commands}
for _ in range(5):
    for name, command in commands.items():
        begin = time.perf_counter()
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        best[name] = min(best[name], time.perf_counter() - begin)
        if done.returncode not in (0, 1):
            sys.exit(f"{name} failed: {done.stderr.decode()}")
pid, status, usage = os.wait4(os.spawnvp(os.P_NOWAIT, commands["unsoap"][0], commands["unsoap"]), 0)
print(f"rg      {best['rg'] * 1000:8.0f} ms   {sum(1 for _ in open(words))} words")
print(f"unsoap  {best['unsoap'] * 1000:8.0f} ms   {usage.ru_maxrss // 1024} MiB at most")
print(f"ratio   {best['unsoap'] / best['rg']:8.2f}")
PYTHON
