/* SPDX-License-Identifier: MIT */
#ifndef TENURE_FORM_H
#define TENURE_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attrs.h"
#include "policy/tree.h"

/* Which settings and blocks may stand where, and how they are written. The
   policy and tenure.conf each have a table of forms. */
struct tenure_form {
	const char *name;
	/* Bits of the places that it may stand in. */
	unsigned int places;
	/* NAME { ... }, else NAME = VALUE. */
	bool block;
	/* It has an argument: NAME ARG { ... }, NAME ARG = VALUE. */
	bool argument;
	/* Other operators than "=" are allowed too. */
	bool comparison;
	/* The caller's own number for it. */
	int id;
	/* How it is written: "plan NAME { ... }". */
	const char *usage;
	/* Where it belongs, after "it belongs": "into a plan block". */
	const char *home;
};

struct tenure_form_table {
	const struct tenure_form *forms;
	size_t count;
};

/* Find the form of a statement that stands in a place. If there is none, or
   the statement is written in another form, that is reported and the result
   is NULL. */
const struct tenure_form *
tenure_form_find(const struct tenure_form_table *table, unsigned int place,
		 const struct tenure_tree *tree,
		 const struct tenure_statement *statement,
		 struct tenure_diagnostics *diagnostics) TENURE_CHECK;

/* Report a word that is none of a list (NULL-terminated), with the one that
   was probably meant, or with all of them if they are few. what is the kind
   of thing: "plan", "value of \"mode\"". */
void tenure_form_report_unknown(const struct tenure_tree *tree,
				const struct tenure_word *word,
				const char *what, const char *const *words,
				struct tenure_diagnostics *diagnostics);
/* Report that something was given before. */
void tenure_form_report_duplicate(const struct tenure_tree *tree,
				  const struct tenure_word *word,
				  const char *what, const char *name,
				  struct tenure_where first,
				  struct tenure_diagnostics *diagnostics);
/* The single value of a setting; NULL if it has several, which is reported. */
const struct tenure_word *
tenure_form_value(const struct tenure_tree *tree,
		  const struct tenure_statement *statement,
		  struct tenure_diagnostics *diagnostics) TENURE_CHECK;

#endif
