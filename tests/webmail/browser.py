# SPDX-License-Identifier: MIT
"""Chromium without a window, as a user in front of it: it opens pages, clicks,
types and reads what it sees. Spoken to by its DevTools protocol over a pipe,
so that nothing of it listens."""
import base64
import contextlib
import itertools
import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from lab.processes import PATIENCE

PROGRAM = '/usr/bin/chromium'
# It starts no sandbox as root; it opens only pages of the test's own.
FLAGS = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic',
         '--disable-dev-shm-usage', '--no-first-run',
         '--disable-background-networking', '--disable-component-update',
         '--disable-sync', '--disable-extensions', '--window-size=1600,1000',
         '--lang=en-US', '--remote-debugging-pipe')


class BrowserError(Exception):
    """The page does not do what it was asked; the text says what."""


class Browser:
    """One window, with an empty profile of its own."""

    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix='tenure-browser-',
                                        dir='/var/tmp')
        # What it asked the user, and what the answer was to be.
        self.dialogs = []
        self._numbers = itertools.count(1)
        self._rest = b''
        self._session = None
        self._start()
        self._context = None
        self.renew()

    def renew(self):
        """Become a visitor whom no page has seen: nothing of the pages before
        is left, nor any request of theirs."""
        self._session = None
        if self._context:
            self.call('Target.disposeBrowserContext',
                      browserContextId=self._context)
        self._context = self.call('Target.createBrowserContext')[
            'browserContextId']
        target = self.call('Target.createTarget', url='about:blank',
                           browserContextId=self._context, width=1600,
                           height=1000)
        self._session = self.call('Target.attachToTarget', flatten=True,
                                  targetId=target['targetId'])['sessionId']
        for domain in ('Page', 'Runtime'):
            self.call(domain + '.enable')

    def _start(self):
        # It reads from its descriptor 3 and writes to its 4.
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        with open(os.path.join(self.profile, 'log'), 'wb') as log:
            self._process = subprocess.Popen(
                ['bash', '-c', 'exec "$0" "$@" 3<&%d 4>&%d' % (
                    theirs_in, theirs_out), PROGRAM, *FLAGS,
                 '--user-data-dir=' + self.profile, 'about:blank'],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                pass_fds=(theirs_in, theirs_out), start_new_session=True)
        os.close(theirs_in)
        os.close(theirs_out)

    def close(self):
        """End it."""
        with contextlib.suppress(BrowserError, OSError):
            self._session = None
            self.call('Browser.close')
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10)
        # All it started is in its own group.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self.profile, ignore_errors=True)

    # ------------------------------------------------------------ protocol
    def _read(self, end):
        """The next message."""
        while b'\0' not in self._rest:
            if not select.select([self._in], [], [],
                                 max(0, end - time.monotonic()))[0]:
                raise BrowserError('the browser does not answer')
            octets = os.read(self._in, 1 << 16)
            if not octets:
                raise BrowserError('the browser has ended')
            self._rest += octets
        text, _, self._rest = self._rest.partition(b'\0')
        return json.loads(text)

    def _ask(self, method, parameters):
        """Send a command; its number."""
        number = next(self._numbers)
        message = {'id': number, 'method': method, 'params': parameters}
        if self._session:
            message['sessionId'] = self._session
        text = json.dumps(message).encode() + b'\0'
        while text:
            text = text[os.write(self._out, text):]
        return number

    def call(self, method, **parameters):
        """A command and its result. Meanwhile, what the page asks the user is
        answered with yes."""
        number = self._ask(method, parameters)
        end = time.monotonic() + PATIENCE
        while True:
            message = self._read(end)
            if message.get('method') == 'Page.javascriptDialogOpening':
                self.dialogs.append(message['params']['message'])
                self._ask('Page.handleJavaScriptDialog', {'accept': True})
            if message.get('id') != number:
                continue
            if 'error' in message:
                raise BrowserError('%s: %s' % (method, message['error']))
            return message['result']

    # ---------------------------------------------------------------- page
    def open(self, url):
        """Go to a page and wait until it is there."""
        said = self.call('Page.navigate', url=url)
        if said.get('errorText'):
            raise BrowserError('%s: %s' % (url, said['errorText']))
        self.wait('document.readyState == "complete"')

    def value(self, expression):
        """Of an expression in the page's JavaScript."""
        said = self.call('Runtime.evaluate', expression=expression,
                         returnByValue=True)
        if 'exceptionDetails' in said:
            raise BrowserError('%s: %s' % (expression, said[
                'exceptionDetails']['exception'].get('description')))
        return said['result'].get('value')

    def wait(self, expression, seconds=PATIENCE):
        """Until an expression is true; returns its value."""
        end = time.monotonic() + seconds
        while True:
            # A page that is just being left knows nothing.
            with contextlib.suppress(BrowserError):
                value = self.value(expression)
                if value:
                    return value
            if time.monotonic() > end:
                raise BrowserError('waited for %s; the page says: %s' % (
                    expression, self.text('body')))
            time.sleep(0.05)

    def text(self, selector):
        """What the user reads in an element; '' when there is none."""
        return self.value('(document.querySelector(%s) || {}).innerText || ""'
                          % json.dumps(selector))

    def click(self, selector, count=1, seconds=PATIENCE):
        """With the mouse, in the middle of the element, once it is to be
        seen and nothing lies over it."""
        point = self.wait('''(() => {
            const it = document.querySelector(%s);
            if (!it) return null;
            it.scrollIntoView({block: "nearest"});
            const box = it.getBoundingClientRect();
            const x = box.x + box.width / 2, y = box.y + box.height / 2;
            const top = document.elementFromPoint(x, y);
            return box.width && top && (it.contains(top) || top.contains(it))
                ? [x, y] : null;
        })()''' % json.dumps(selector), seconds)
        for number in range(1, count + 1):
            for event in ('mousePressed', 'mouseReleased'):
                self.call('Input.dispatchMouseEvent', type=event, x=point[0],
                          y=point[1], button='left', clickCount=number)

    def type(self, selector, text):
        """Click into a field and type."""
        self.click(selector)
        self.call('Input.insertText', text=text)

    def press(self, key, code):
        """A key; code as keyboards number them."""
        for event in ('keyDown', 'keyUp'):
            self.call('Input.dispatchKeyEvent', type=event, key=key, code=key,
                      windowsVirtualKeyCode=code)

    def screenshot(self, path):
        """What is to be seen, as PNG."""
        said = self.call('Page.captureScreenshot', format='png')
        with open(path, 'wb') as handle:
            handle.write(base64.b64decode(said['data']))
