/* SPDX-License-Identifier: MIT */
#ifndef TENURE_LIMITS_H
#define TENURE_LIMITS_H

/* Every limit of Tenure in one place. What is over a limit is refused with
   an error that names it; nothing is cut silently. */

/* Policy text: octets in one line, without its newline. */
#define TENURE_POLICY_LINE_MAX 4096
/* Policy text: octets in one file, and in all files of one policy. */
#define TENURE_POLICY_FILE_MAX (64U * 1024 * 1024)
/* Memory that reading one policy may take, beside its text. */
#define TENURE_POLICY_MEMORY_MAX (256U * 1024 * 1024)
/* Policy text: blocks inside blocks. The language itself needs four. */
#define TENURE_POLICY_DEPTH_MAX 8
/* Policy text: includes inside includes. */
#define TENURE_INCLUDE_DEPTH_MAX 8
/* Policy text: files of one policy, each counted as often as it is included;
   struct tenure_where counts them in 16 bits. */
#define TENURE_POLICY_FILES_MAX 4096
/* Policy text: values in one setting. */
#define TENURE_VALUES_MAX 1024
/* Tables of tenants and users in one policy. */
#define TENURE_TABLES_MAX 64
/* Text tables: octets in one, rows in all of a policy, octets of one row with
   the lines that continue it. */
#define TENURE_TABLE_FILE_MAX UINT32_MAX
#define TENURE_TABLE_ROWS_MAX 5000000
#define TENURE_TABLE_ROW_MAX (64 * 1024)
/* Values that one row of a table of tenants or users gives, and classes that it
   has blocks for. */
#define TENURE_ROW_VALUES_MAX 64
/* Diagnostics kept of one reading; the rest is only counted. */
#define TENURE_DIAGNOSTICS_MAX 20
/* Classes in one policy: a decision keeps two bits for each. */
#define TENURE_CLASSES_MAX 1024
/* Names of classes, plans, keys and realms, in octets. */
#define TENURE_NAME_MAX 64
/* An address, in octets: RFC 5321 4.5.3.1 gives 64 + 1 + 255. */
#define TENURE_ADDRESS_MAX 320
/* Characters in recipient_delimiter. */
#define TENURE_DELIMITERS_MAX 8
/* Octets of one header field that conditions look at. More than Postfix's
   header_size_limit (102400) lets through. */
#define TENURE_HEADER_MAX (128U * 1024)
/* Addresses that a condition looks at in one header field. */
#define TENURE_HEADER_ADDRESSES_MAX 10000
/* Charsets that are opened to decode one header field. */
#define TENURE_CHARSETS_MAX 32
/* Parts of one message that attachment conditions look at, and parts inside
   parts, as Dovecot has them. */
#define TENURE_MIME_PARTS_MAX 10000
#define TENURE_MIME_DEPTH_MAX 99
/* Octets of a Content-Type or Content-Disposition field. */
#define TENURE_MIME_FIELD_MAX (16U * 1024)
/* Octets of one line of such a field: over 990, mail systems break lines. */
#define TENURE_MIME_LINE_MAX 900
/* Pieces that a parameter may be cut into (RFC 2231 3). */
#define TENURE_MIME_PIECES_MAX 64
/* Octets of a boundary (RFC 2046 5.1.1). */
#define TENURE_MIME_BOUNDARY_MAX 70
/* Octets that the types and names of one message's parts may take. */
#define TENURE_MIME_TEXT_MAX (1024U * 1024)
/* A glob, in octets. */
#define TENURE_PATTERN_MAX 512
/* A Tenure-Seal field body, in octets, folding included. */
#define TENURE_SEAL_MAX 8192
/* Networks that one seal names; a client that is in more of them is in
   networks that cannot be told. */
#define TENURE_SEAL_NETWORKS_MAX 32
/* Header fields that one seal signs. */
#define TENURE_SEAL_FIELDS_MAX 64
/* Tenure-Seal fields that are looked at in one message; a message with more
   has an unknown seal. */
#define TENURE_SEALS_MAX 16
/* Public keys in a snapshot. */
#define TENURE_KEYS_MAX 1024
/* The text after the code of an SMTP reply: RFC 5321 4.5.3.1.5 allows 512
   octets for the line. */
#define TENURE_REPLY_MAX 400
/* Octets of a time zone's data; the tz database has none over 4 kB. */
#define TENURE_ZONE_DATA_MAX (64U * 1024)
/* Years that a duration may span, so that no clock arithmetic overflows. */
#define TENURE_DURATION_YEARS_MAX 10000

#endif
