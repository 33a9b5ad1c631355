"""The mutation check: whether the tests of a pure module notice that it was changed.

`script/test --mutate [file ...]` makes one small change after the other (a `<` becomes `<=`, a
condition is always true, a number is one more) and runs the module's pure tests against each.
A change that no test notices survives: either a test is missing, or the code says more than it
means. docs/decisions.md tells why these files and no library, and which survivors are accepted.

`mutants` makes the changes, `choosing` finds the tests, `child` runs them against one change in a
forked process, `running` keeps two such processes busy, `report` prints what came of it.
"""
