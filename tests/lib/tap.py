# SPDX-License-Identifier: MIT
"""unittest with TAP output, for automake's tap-driver.

A test file ends with

    if __name__ == '__main__':
        tap.main()

One line a test, "ok" or "not ok"; a skipped one says why. The name of a test
is the first line of its docstring, else its method's name. The plan comes
last, so that a file whose set-up fails still reports a failure.
"""
import sys
import traceback
import unittest


class Result(unittest.TestResult):
    """Prints each outcome when it is known."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.count = 0
        self.failed = 0
        self._bad = None

    def _say(self, line):
        print(line, file=self.stream, flush=True)

    def _comment(self, text):
        for line in text.rstrip('\n').split('\n'):
            self._say('# ' + line)

    def _line(self, good, test, directive=''):
        self.count += 1
        self.failed += not good
        name = test.shortDescription() or test.id()
        if name.startswith('__main__.'):
            name = name[len('__main__.'):]
        name = name.replace('#', 'no.')
        self._say('%s %d - %s%s' % ('ok' if good else 'not ok', self.count,
                                    name, directive))

    def startTest(self, test):
        super().startTest(test)
        self._bad = None

    def addSuccess(self, test):
        self._line(True, test)

    def _fail(self, test, err, case):
        # A test is one line, however many cases its table has, and whatever
        # goes wrong in its end after it has failed.
        if self._bad is not test:
            self._line(False, test)
        self._bad = test
        if case:
            self._comment('case %s' % case)
        self._comment(''.join(traceback.format_exception(*err)))

    def addFailure(self, test, err):
        self._fail(test, err, getattr(test, 'case', None))

    addError = addFailure

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._fail(test, err, subtest._subDescription())

    def addSkip(self, test, reason):
        self._line(True, test, ' # SKIP ' + reason)


def run(suite, stream=None):
    """Run a suite; True when nothing failed."""
    result = Result(stream or sys.stdout)
    suite.run(result)
    print('1..%d' % result.count, file=result.stream, flush=True)
    return result.failed == 0


def main(argv=None):
    """Run the tests of the calling script, or those it names:
    test_x.py [Class | Class.test]..."""
    names = (sys.argv if argv is None else argv)[1:]
    loader = unittest.TestLoader()
    module = sys.modules['__main__']
    if names:
        suite = loader.loadTestsFromNames(names, module)
    else:
        suite = loader.loadTestsFromModule(module)
    sys.exit(0 if run(suite) else 1)


def skip_all(reason):
    """End a test file that cannot run here."""
    print('1..0 # SKIP ' + reason, flush=True)
    sys.exit(0)
