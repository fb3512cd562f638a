# SPDX-License-Identifier: MIT
"""What is done on the routes of POP3."""
from .cell import Cell
from .world import OLDER, POLICY


def dele(cell: Cell):
    with cell.pop3() as pop3:
        pop3.command('DELE 1')
        pop3.command('DELE 2')
        pop3.quit()


def pipelined(cell: Cell):
    """Everything in one packet, with the numbers written another way."""
    lab = cell.world.lab
    with cell.pop3('nobody@free.example') as pop3:
        pop3.send_raw(b'USER %s\r\nPASS %s\r\nDELE 01\r\ndele 002\r\nQUIT\r\n'
                      % (cell.user.encode(), lab.password.encode()))
        for _ in range(5):
            pop3.read_line()


def download(cell: Cell):
    with cell.pop3() as pop3:
        pop3.retr(1)
        pop3.retr(2)
        pop3.command('NOOP')
        pop3.quit()


def cut(cell: Cell):
    with cell.pop3() as pop3:
        pop3.command('DELE 1')
        pop3.command('DELE 2')
        pop3.cut()
    cell.wait_for_end()


def older(cell: Cell):
    """DELE is answered by what was in force then."""
    cell.publish(OLDER)
    with cell.pop3() as pop3:
        for number in 1, 2:
            assert pop3.command('DELE %d' % number).startswith('+OK')
        cell.publish(POLICY)
        pop3.quit()


def beside_imap(cell: Cell):
    """Two sessions want the same."""
    with cell.pop3() as pop3, cell.imap() as imap:
        pop3.command('DELE 1')
        imap.command(r'STORE 1:* +FLAGS.SILENT (\Deleted)')
        imap.command('EXPUNGE')
        pop3.command('DELE 2')
        pop3.quit()
