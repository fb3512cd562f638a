# SPDX-License-Identifier: MIT
always: a letter to a broker that came in on 2 March 2026
  for ann@firm.example
  From: Client <client@client.example>
  To: ann@firm.example
  Subject: Hello
  sealed=yes received=2026-03-02T09:00:00Z sender=client@client.example
  size=4000 auth=no tls=1.3 mailbox=INBOX special_use=

A letter is kept for seven years, in her sight or not, and goes after ten
  2026-03-02 plan=regulated classes=- keep_until=2033-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept mode=compliance record=event body_hash=yes smtp.mixed=defer_others smtp.journal=archive@firm.example
  2033-03-02T08:59:59Z on_delete=conceal
  2033-03-02T09:00:00Z on_delete=allow keep_until=-

With a hold on it, it stays for as long as that
  held_by=2033-4711
  2033-03-03 plan=regulated classes=- keep_until=forever expire_at=- on_delete=conceal smtp=accept held_by=2033-4711
  2050-01-01 keep_until=forever on_delete=conceal

Even what nobody keeps
  for alerts@firm.example
  held_by=2033-4711
  2033-03-03 plan=machine classes=- keep_until=forever expire_at=- on_delete=conceal smtp=accept

What came in on 29 February is kept to the last of a February
  received=2028-02-29T09:00:00Z
  2028-03-01 plan=regulated classes=- keep_until=2035-02-28T09:00:00Z expire_at=2038-02-28T09:00:00Z on_delete=conceal smtp=accept

An order is kept for ten years, in sight
  Subject: Order 4711
  2026-03-02 plan=regulated classes=order keep_until=2036-03-02T09:00:00Z expire_at=2037-03-02T09:00:00Z on_delete=deny smtp=accept

So is what goes to the orders' mailbox
  To: orders@firm.example
  2026-03-02 plan=regulated classes=order keep_until=2036-03-02T09:00:00Z expire_at=2037-03-02T09:00:00Z on_delete=deny smtp=accept

A draft of an order is a draft
  From: ann@firm.example
  Subject: Order
  To: orders@firm.example
  sealed=no mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=regulated classes=draft keep_until=- expire_at=2036-03-02T09:00:00Z on_delete=allow smtp=accept mode=governance

A client's order that was moved to Drafts is an order
  Subject: Order 4711
  mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=regulated classes=order keep_until=2036-03-02T09:00:00Z expire_at=2037-03-02T09:00:00Z on_delete=deny smtp=accept

What the canteen cooks goes after a month, and into no archive
  From: canteen@firm.example
  2026-03-02 plan=regulated classes=canteen keep_until=- expire_at=2026-04-01T09:00:00Z on_delete=allow smtp=accept smtp.journal=none mode=governance

What others send to a list stays for 30 days
  List-Id: <news.client.example>
  2026-03-02 plan=regulated classes=list keep_until=2026-04-01T09:00:00Z expire_at=2027-03-02T09:00:00Z on_delete=conceal smtp=accept smtp.journal=none mode=governance

An order over such a list is an order
  Subject: Order 4711
  List-Id: <news.client.example>
  2026-03-02 plan=regulated classes=list,order keep_until=2036-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=deny smtp=accept

What we send to a list is a letter of ours
  From: ann@firm.example
  List-Id: <news.firm.example>
  2026-03-02 plan=regulated classes=- keep_until=2033-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept

What comes without TLS is refused
  tls=no
  2026-03-02 plan=regulated classes=- keep_until=2033-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=reject

The archive cannot be emptied, and not be read by POP3
  for archive@firm.example
  2026-03-02 plan=archive classes=- keep_until=2036-03-02T09:00:00Z expire_at=- on_delete=deny smtp=accept pop3_access=no smtp.journal=none

What machines say is nobody's business
  for alerts@firm.example
  2026-03-02 plan=machine classes=- keep_until=- expire_at=2026-05-31T09:00:00Z on_delete=allow smtp=accept

A mailbox that was forgotten here is kept like the others
  for ann@subsidiary.example
  2026-03-02 plan=regulated classes=- keep_until=2033-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept

What the canteen writes to the world is business
  From: canteen@firm.example
  To: butcher@butcher.example
  2026-03-02 plan=regulated classes=- keep_until=2033-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept

A sent copy is no draft
  From: ann@firm.example
  sealed=no mailbox=Sent special_use=\\Sent
  2026-03-02 plan=regulated classes=- keep_until=2033-03-02T09:00:00Z expire_at=2036-03-02T09:00:00Z on_delete=conceal smtp=accept

A sent copy of an order is an order
  From: ann@firm.example
  Subject: Your order 4711
  sealed=no mailbox=Sent special_use=\\Sent
  2026-03-02 plan=regulated classes=order keep_until=2036-03-02T09:00:00Z expire_at=2037-03-02T09:00:00Z on_delete=deny smtp=accept

So is what was passed on to the orders' mailbox
  From: ann@firm.example
  To: orders@firm.example
  sealed=no mailbox=Sent special_use=\\Sent
  2026-03-02 plan=regulated classes=order keep_until=2036-03-02T09:00:00Z expire_at=2037-03-02T09:00:00Z on_delete=deny smtp=accept

And what came in for it, wherever it is moved
  To: orders@firm.example
  mailbox=Drafts special_use=\\Drafts
  2026-03-02 plan=regulated classes=order keep_until=2036-03-02T09:00:00Z expire_at=2037-03-02T09:00:00Z on_delete=deny smtp=accept
