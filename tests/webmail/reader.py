# SPDX-License-Identifier: MIT
"""What somebody does in Roundcube's mailbox with mouse and keyboard, and what
they see there. The selectors are those of its skin "elastic"."""
import json

from browser import BrowserError

# A command that comes while the page is busy is ignored by it, without a word.
READY = 'window.rcmail && rcmail.task == "mail" && !rcmail.busy'
# A click that came at a bad time is repeated.
TRIES = 5
# The messages in the list, the oldest first. Those that went stay in the page
# for a while, hidden.
LISTED = '''[...document.querySelectorAll("#messagelist tr.message")].filter(
    row => row.offsetParent).map(row => {
        const text = row.querySelector("span.subject a").innerText;
        return row.classList.contains("deleted") ? `(${text})` : text;
    }).reverse()'''


class Reader:
    """A user in front of a browser."""

    def __init__(self, browser, url):
        self.browser = browser
        self.url = url

    def login(self, user, password):
        """As a new visitor; sees INBOX."""
        self.browser.renew()
        self.browser.open(self.url)
        self.browser.type('#rcmloginuser', user)
        self.browser.type('#rcmloginpwd', password)
        self.browser.click('#rcmloginsubmit')
        self._settled()

    def _settled(self):
        """Wait until the page does nothing any more."""
        self.browser.wait(READY + ' && document.readyState == "complete" && '
                          'rcmail.message_list !== undefined')

    def subjects(self):
        """Of the messages in the list, the oldest first; what is marked as
        deleted is shown in brackets."""
        self._settled()
        return self.browser.value(LISTED)

    def folders(self):
        """Names in the list of folders."""
        return self.browser.value('''[...document.querySelectorAll(
            "#mailboxlist a[rel]")].map(link => link.rel)''')

    def open_folder(self, name, *subjects):
        """Click on it, and wait until these messages are listed."""
        self._settled()
        self._command('list', '#mailboxlist a[rel=%s]' % json.dumps(name))
        self.browser.wait('%s && rcmail.env.mailbox == %s' % (
            READY, json.dumps(name)))
        self.wait_subjects(*subjects)

    def wait_subjects(self, *subjects):
        """Until exactly these are listed, as subjects() gives them."""
        self._settled()
        self.browser.wait('JSON.stringify(%s) == %s' % (LISTED, json.dumps(
            json.dumps(list(subjects), separators=(',', ':')))))

    def select(self, subject):
        """Click on a message, and wait until it is shown beside the list."""
        row = self.browser.wait('''(() => {
            const row = [...document.querySelectorAll(
                "#messagelist tr.message")].find(row => row.querySelector(
                "span.subject a").innerText == %s);
            return row && row.id;
        })()''' % json.dumps(subject))
        self.browser.click('#%s td.subject' % row)
        self.browser.wait('''(() => {
            const shown = rcmail.get_frame_window(rcmail.env.contentframe);
            return shown && shown.rcmail && shown.rcmail.env.uid ==
                rcmail.message_list.get_single_selection() &&
                shown.document.readyState == "complete" && !shown.rcmail.busy
        })() && ''' + READY)

    def delete(self, subject):
        """Select it and press Delete; what the page says to that."""
        self.select(subject)
        self._hush()
        self._command('delete', '#toolbar-menu a.delete:not(.disabled)')
        return self._answer()

    def empty(self):
        """Empty the folder, and say yes; what the page says to that."""
        self._hush()
        self._choose('purge')
        return self._confirm()

    def compact(self):
        """Remove from the folder what is marked as deleted."""
        self._hush()
        self._choose('expunge')
        return self._answer()

    def _choose(self, name):
        """Something from the folder's menu."""
        self._command(name, '#layout-sidebar a.sidebar-menu',
                      '#mailboxoptions-menu a.%s.active' % name)

    def _command(self, name, *selectors):
        """Click on what gives the page a command, until it takes it: one that
        comes while the page is busy is ignored; and a menu closes by itself
        when the page has just got something new to show, also under the
        mouse."""
        self.browser.value('''(() => {
            window.taken = false;
            rcmail.addEventListener("before%s", () => { window.taken = true; });
        })()''' % name)
        for attempt in range(TRIES):
            try:
                for selector in selectors:
                    self.browser.click(selector, seconds=20)
                self.browser.wait('window.taken', 5)
                return
            except BrowserError:
                if attempt == TRIES - 1:
                    raise
            self._settled()

    def _confirm(self):
        self.browser.click('.ui-dialog .ui-dialog-buttonset button.mainaction')
        return self._answer()

    def _hush(self):
        """Take away what was said before."""
        self._settled()
        self.browser.value('rcmail.clear_messages()')

    def _answer(self):
        """The text of the message box; as it says which kind it is of, with
        that before it."""
        return self.browser.wait('''(() => {
            const box = document.querySelector("#messagestack > div:not(" +
                ".loading)");
            return %s && box && box.innerText.trim() && (
                (box.classList.contains("error") ? "error: " :
                 box.classList.contains("warning") ? "warning: " : "") +
                box.innerText.trim());
        })()''' % READY)
