"""Checks of what users give at a call: each error names the rule, the value and the fix."""
