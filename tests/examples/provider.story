# SPDX-License-Identifier: MIT
always: a letter to a customer's mailbox
  for joe@small.example
  From: Shop <shop@shop.example>
  To: joe@small.example
  Subject: Hello
  sealed=yes received=2026-03-02T09:00:00Z sender=shop@shop.example
  size=4000 auth=no tls=1.3 mailbox=INBOX special_use=

Who pays for nothing is promised nothing
  2026-03-02 plan=basic classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=allow smtp=accept

The trash is emptied after 30 days
  mailbox=Trash special_use=\\Trash
  2026-03-02 plan=basic classes=trash keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept

A large message is refused
  size=5242881
  2026-03-02 plan=basic classes=large keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=allow smtp=reject reply="550 5.3.4 The message is too large"

One mailbox of a small customer is archived: a row of the users' table
  for boss@small.example
  size=5242881
  2026-03-02 plan=archive classes=large keep_until=2036-12-31T23:59:59Z expire_at=- on_delete=deny smtp=accept

An extension is the same mailbox
  for boss+taxes@small.example
  2026-03-02 plan=archive classes=- keep_until=2036-12-31T23:59:59Z expire_at=- on_delete=deny smtp=accept

A customer keeps for 30 days what its plan does not: a row of the other table
  for joe@shop.example
  2026-03-02 plan=basic classes=- keep_until=2026-04-01T09:00:00Z expire_at=2027-03-02T09:00:00Z on_delete=conceal smtp=accept

But no drafts
  for joe@shop.example
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=basic classes=draft keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=allow smtp=accept

The lawyers have it all for ten years from the end of the year
  for joe@law.example
  2026-03-02 plan=archive classes=- keep_until=2036-12-31T23:59:59Z expire_at=- on_delete=deny smtp=accept
  2036-12-31 on_delete=deny
  2037-01-01 on_delete=allow

But no junk
  for joe@law.example
  mailbox=Junk special_use=\\Junk
  2026-03-02 plan=archive classes=junk keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept

The builder has two years instead of half of one
  for joe@builder.example
  2026-03-02 plan=business classes=- keep_until=2028-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept

A bounce can go, in the time that its row gives it
  for joe@builder.example
  sender=<>
  2026-03-02 plan=business classes=bounce keep_until=- expire_at=2026-05-01T09:00:00Z on_delete=allow smtp=accept

The builder's own keep is for junk too, as it does not say otherwise
  for joe@builder.example
  mailbox=Junk special_use=\\Junk
  2026-03-02 plan=business classes=junk keep_until=2028-03-02T09:00:00Z expire_at=2028-03-02T09:00:00Z on_delete=conceal smtp=accept

Its scanner's mail goes a week after it was fetched, or after 90 days
  for scanner@builder.example
  2026-03-02 plan=basic classes=- keep_until=- expire_at=2026-05-31T09:00:00Z on_delete=allow smtp=accept after_download=7d

The clinic wrote a file: three years, and no delete
  for nurse@clinic.example
  2026-03-02 plan=business classes=- keep_until=2029-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=deny smtp=accept

Its drafts are free
  for nurse@clinic.example
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=business classes=draft keep_until=- expire_at=2036-03-02T09:00:00Z on_delete=allow smtp=accept

A domain that nobody has named
  for joe@late.example
  2026-03-02 plan=basic classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=allow smtp=accept

Junk goes after two weeks where nothing is promised
  mailbox=Junk special_use=\\Junk
  2026-03-02 plan=basic classes=junk keep_until=- expire_at=2026-03-16T09:00:00Z on_delete=allow smtp=accept

What is deleted in Junk by its name alone is no junk
  mailbox=Junk
  2026-03-02 plan=basic classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=allow smtp=accept

The lawyers' drafts are free
  for joe@law.example
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=archive classes=draft keep_until=- expire_at=- on_delete=allow smtp=accept

But not what they put somewhere else
  for joe@law.example
  sealed=no mailbox=Sent special_use=\\Sent
  2026-03-02 plan=archive classes=- keep_until=2036-12-31T23:59:59Z expire_at=- on_delete=deny smtp=accept

And not what came in and was moved to the drafts
  for joe@law.example
  mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=archive classes=- keep_until=2036-12-31T23:59:59Z expire_at=- on_delete=deny smtp=accept

The agency has the plan for business as it is
  for joe@agency.example
  2026-03-02 plan=business classes=- keep_until=2026-09-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept
  2026-09-02T09:00:00Z on_delete=allow keep_until=-

Its drafts are free
  for joe@agency.example
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=business classes=draft keep_until=- expire_at=2036-03-02T09:00:00Z on_delete=allow smtp=accept

So is its junk, for two weeks
  for joe@agency.example
  mailbox=Junk special_use=\\Junk
  2026-03-02 plan=business classes=junk keep_until=- expire_at=2026-03-16T09:00:00Z on_delete=allow smtp=accept

So are bounces, for a month
  for joe@agency.example
  sender=<>
  2026-03-02 plan=business classes=bounce keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept

The builder's drafts are free, by its own row
  for joe@builder.example
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=business classes=draft keep_until=- expire_at=2036-03-02T09:00:00Z on_delete=allow smtp=accept

The clinic's desk has two weeks to have a message back, and some patience
  for desk@clinic.example
  2026-03-02 plan=business classes=- keep_until=2029-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=deny smtp=accept grace=14d pop3.login_delay=5min

The clinic's newsletter is as in a small house
  for newsletter@clinic.example
  2026-03-02 plan=basic classes=- keep_until=- expire_at=2027-03-02T09:00:00Z on_delete=allow smtp=accept
