# SPDX-License-Identifier: MIT
always: a letter to a customer, from the world
  for joe@isp.example
  From: Friend <friend@far.example>
  To: joe@isp.example
  Subject: Hello
  sealed=yes received=2026-03-02T09:00:00Z sender=friend@far.example
  size=4000 auth=no tls=1.3 client= mailbox=INBOX special_use=

What was fetched is gone, what was not goes after 60 days
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept after_download=delete pop3_access=tls pop3.top="limit 20" pop3.login_delay=5min

Spam waits for a week
  X-Spam-Flag: YES
  2026-03-02 plan=letter_box classes=spam keep_until=- expire_at=2026-03-09T09:00:00Z on_delete=allow smtp=accept

A newsletter goes when its sender says that it is old
  List-Unsubscribe: <https://news.example/leave>
  Expires: Mon, 16 Mar 2026 09:00:00 +0000
  2026-03-02 plan=letter_box classes=newsletter keep_until=- expire_at=2026-03-16T09:00:00Z on_delete=allow smtp=accept

No other sender has a say in it
  Expires: Mon, 16 Mar 2026 09:00:00 +0000
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept

A program is not accepted, by its name
  with holiday.EXE application/octet-stream
  2026-03-02 plan=letter_box classes=program keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=reject reply="550 5.7.1 Programs are not accepted here"

A program is not accepted, by its type
  with holiday.pdf application/x-msdownload
  2026-03-02 plan=letter_box classes=program keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=reject

A picture is
  with holiday.jpeg image/jpeg
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept

In clear from the world: later, please
  tls=no
  2026-03-02 plan=letter_box classes=in_clear keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=defer reply="451 4.7.5 Please send with TLS 1.2"

With an old TLS too
  tls=1.1
  2026-03-02 plan=letter_box classes=in_clear keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=defer

In clear from one of our lines
  tls=no client=customers
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept

From who has logged in, from anywhere
  tls=no auth=yes
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept

More than 25 MB is too much
  size=26214401
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=reject

A telephone and a computer have two weeks to fetch it
  for ann@isp.example
  2026-03-02 plan=two_devices classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=conceal smtp=accept after_download=14d pop3.devices=2 pop3_access=tls grace=3d

A complaint stays for a year, with all that is in it
  for abuse@isp.example
  with evidence.exe application/octet-stream
  X-Spam-Flag: YES
  tls=no
  2026-03-02 plan=desk classes=program,spam,in_clear keep_until=2027-03-02T09:00:00Z expire_at=2028-03-02T09:00:00Z on_delete=deny smtp=accept after_download=keep
  2027-03-03 on_delete=allow

The desk is a person's mailbox, so what else is in it is kept too
  for postmaster@isp.example
  2026-03-02 plan=desk classes=- keep_until=2027-03-02T09:00:00Z expire_at=2028-03-02T09:00:00Z on_delete=deny smtp=accept

Not everybody writes to everybody
  for everybody@isp.example
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=reject

Our own people do
  for everybody@isp.example
  auth=yes
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept

A mailbox that is not in the list is a customer's
  for new@isp-two.example
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept after_download=delete

In clear they do not, either
  for everybody@isp.example
  auth=yes tls=no
  2026-03-02 plan=letter_box classes=- keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=reject

Two devices may have twice as much
  for ann@isp.example
  size=52428800
  2026-03-02 plan=two_devices classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=conceal smtp=accept

And no more
  for ann@isp.example
  size=52428801
  2026-03-02 plan=two_devices classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=conceal smtp=reject
