"""The budgets that the benchmarks are held against: budgets.toml."""

import tomllib
from pathlib import Path

BUDGETS = tomllib.loads(Path(__file__).with_name("budgets.toml").read_text(encoding="utf-8"))
