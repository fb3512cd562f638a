# SPDX-License-Identifier: MIT
always: a letter to Joe that came in by SMTP on 2 March 2026
  for joe@example.org
  From: Shop <shop@shop.example>
  To: joe@example.org
  Subject: Hello
  sealed=yes received=2026-03-02T09:00:00Z sender=shop@shop.example
  size=4000 auth=no tls=1.3 mailbox=INBOX special_use=

An ordinary letter is kept for 90 days and goes after seven years
  2026-03-02 plan=staff classes=- keep_until=2026-05-31T09:00:00Z expire_at=2033-03-02T09:00:00Z on_delete=conceal smtp=accept
  2026-05-31T08:59:59Z on_delete=conceal
  2026-05-31T09:00:00Z on_delete=allow keep_until=-

An invoice is kept for ten years from the end of its year, and expires then
  Subject: Your INVOICE 17
  2026-03-02 plan=staff classes=invoice keep_until=2036-12-31T23:59:59Z expire_at=2036-12-31T23:59:59Z on_delete=conceal smtp=accept
  2036-12-31 on_delete=conceal
  2037-01-01 on_delete=allow keep_until=-

What the billing house sends is an invoice, whatever it is called
  From: pay@billing.example
  2026-03-02 plan=staff classes=invoice keep_until=2036-12-31T23:59:59Z expire_at=2036-12-31T23:59:59Z on_delete=conceal smtp=accept

An invoice that came over a list is an invoice
  Subject: Rechnung
  List-Id: <shop.example>
  2026-03-02 plan=staff classes=invoice,bulk keep_until=2036-12-31T23:59:59Z expire_at=2036-12-31T23:59:59Z on_delete=conceal smtp=accept

A newsletter can be deleted at once, and goes after 30 days
  List-Id: <news.shop.example>
  2026-03-02 plan=staff classes=bulk keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept

What is confidential cannot be deleted in 90 days, and stays in sight
  X-Classification: Confidential - board
  2026-03-02 plan=staff classes=confidential keep_until=2026-05-31T09:00:00Z expire_at=2033-03-02T09:00:00Z on_delete=deny smtp=accept
  2026-06-01 on_delete=allow

Spam is refused, and what of it is here already can go
  X-Spam-Flag: YES
  2026-03-02 plan=staff classes=spam keep_until=- expire_at=2033-03-02T09:00:00Z on_delete=allow smtp=reject reply="550 5.7.1 Not accepted here"

A draft is deleted whenever it is saved again
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=staff classes=draft keep_until=- expire_at=2033-03-02T09:00:00Z on_delete=allow smtp=accept

A draft of an invoice too
  Subject: Invoice to you
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=staff classes=draft keep_until=- expire_at=2033-03-02T09:00:00Z on_delete=allow smtp=accept

An invoice that came in and was moved to Drafts stays kept
  Subject: Your invoice 17
  mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=staff classes=invoice keep_until=2036-12-31T23:59:59Z expire_at=2036-12-31T23:59:59Z on_delete=conceal smtp=accept

The sent copy of an invoice is kept as one that came in
  From: joe@example.org
  Subject: Our invoice 18
  sealed=no mailbox=Sent special_use=\\Sent
  2026-03-02 plan=staff classes=invoice keep_until=2036-12-31T23:59:59Z expire_at=2036-12-31T23:59:59Z on_delete=conceal smtp=accept

The robot fetches its mail, which is gone then
  for robot@example.org
  Subject: Your invoice 17
  2026-03-02 plan=mailbox_lite classes=invoice keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept after_download=delete

The daughter's mailboxes are emptied by POP3 too, but not in the first week
  for ann@example.net
  2026-03-02 plan=mailbox_lite classes=- keep_until=2026-03-09T09:00:00Z expire_at=2026-04-01T09:00:00Z on_delete=conceal smtp=accept after_download=delete
  2026-03-09T09:00:00Z on_delete=allow

Her drafts are free there too
  for ann@example.net
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=mailbox_lite classes=draft keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept

A mailbox that nobody named is left alone
  for guest@elsewhere.example
  Subject: Your invoice 17
  2026-03-02 plan=default classes=invoice keep_until=- expire_at=- on_delete=allow smtp=accept
