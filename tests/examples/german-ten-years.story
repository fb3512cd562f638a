# SPDX-License-Identifier: MIT
always: a letter to the firm, in the last hours of 2026
  for info@firma.example
  From: Kunde <kunde@kunde.example>
  To: info@firma.example
  Subject: Ihr Angebot
  sealed=yes received=2026-12-31T22:30:00Z sender=kunde@kunde.example
  size=4000 auth=no tls=1.3 mailbox=INBOX special_use=

Half past eleven in Berlin: kept for ten years from the end of 2026
  2027-01-01 plan=geschaeft classes=- keep_until=2036-12-31T22:59:59Z expire_at=2037-12-31T22:30:00Z on_delete=deny smtp=accept
  2036-12-31T22:59:58Z on_delete=deny
  2036-12-31T23:00:00Z on_delete=allow keep_until=-

An hour later it is 2027 in Berlin, though not yet in UTC
  received=2026-12-31T23:30:00Z
  2027-01-01 plan=geschaeft classes=- keep_until=2037-12-31T22:59:59Z expire_at=2037-12-31T23:30:00Z on_delete=deny smtp=accept

What came in summer counts from the winter's midnight
  received=2026-07-01T00:00:00Z
  2027-01-01 plan=geschaeft classes=- keep_until=2036-12-31T22:59:59Z expire_at=2037-07-01T00:00:00Z on_delete=deny smtp=accept

A sent copy is kept like what came in
  From: info@firma.example
  sealed=no mailbox=Sent special_use=\\Sent
  2027-01-01 plan=geschaeft classes=- keep_until=2036-12-31T22:59:59Z expire_at=2037-12-31T22:30:00Z on_delete=deny smtp=accept

A draft is no letter yet
  From: info@firma.example
  sealed=no mailbox=Entwürfe special_use=\\Drafts
  2027-01-01 plan=geschaeft classes=entwurf keep_until=- expire_at=2037-12-31T22:30:00Z on_delete=allow smtp=accept

But a letter that came in is no draft, wherever it is moved
  mailbox=Entwürfe special_use=\\Drafts
  2027-01-01 plan=geschaeft classes=- keep_until=2036-12-31T22:59:59Z expire_at=2037-12-31T22:30:00Z on_delete=deny smtp=accept

Advertising goes after 90 days
  List-Id: <neues.haendler.example>
  2027-01-01 plan=geschaeft classes=werbung keep_until=- expire_at=2027-03-31T22:30:00Z on_delete=allow smtp=accept

A private letter goes after a year
  Sensitivity: Private
  2027-01-01 plan=geschaeft classes=privat keep_until=- expire_at=2027-12-31T22:30:00Z on_delete=allow smtp=accept

Spam is refused
  X-Spam-Flag: YES
  2027-01-01 plan=geschaeft classes=spam keep_until=- expire_at=2037-12-31T22:30:00Z on_delete=allow smtp=reject reply="550 5.7.1 Nicht angenommen"

An application goes after half a year
  for bewerbung@firma.example
  2027-01-01 plan=bewerbung classes=- keep_until=- expire_at=2027-06-30T22:30:00Z on_delete=allow smtp=accept

The works council's mail is its own
  for betriebsrat@firma.example
  2027-01-01 plan=vertraulich classes=- keep_until=- expire_at=- on_delete=allow smtp=accept

A mailbox that was forgotten here is kept like the others
  for neu@tochter.example
  2027-01-01 plan=geschaeft classes=- keep_until=2036-12-31T22:59:59Z expire_at=2037-12-31T22:30:00Z on_delete=deny smtp=accept

Nor is the doctor's
  for betriebsarzt@firma.example
  2027-01-01 plan=vertraulich classes=- keep_until=- expire_at=- on_delete=allow smtp=accept
