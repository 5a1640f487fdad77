"""The tests of the command: a package, so that its `conftest` has a name of its own."""
