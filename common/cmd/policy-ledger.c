/* SPDX-License-Identifier: MIT */
#include "policy-ledger.h"

#include "policy/table-rows.h"

static void check_layer(const struct tenure_policy *policy,
			const struct tenure_layer *layer,
			struct tenure_diagnostics *diagnostics)
{
	for (size_t i = layer->first[TENURE_SETTING_RECORD];
	     i < layer->first[TENURE_SETTING_RECORD + 1]; i++) {
		const struct tenure_value *value = &layer->terms[i].value;
		const struct tenure_diagnostic finding = {
			.severity = TENURE_SEVERITY_ERROR,
			.file = tenure_policy_file(policy, value->where.file),
			.line = value->where.line,
			.column = value->where.column,
			.length = 1,
			.message = "record = durable: this installation has no "
				   "ledger that could keep the record",
		};

		if (value->choice == TENURE_RECORD_DURABLE)
			tenure_diagnostics_add(diagnostics, &finding);
	}
}

void tenure_policy_check_ledger(const struct tenure_policy *policy,
				struct tenure_diagnostics *diagnostics)
{
	for (size_t i = 0; i < tenure_policy_plan_count(policy); i++)
		check_layer(policy, &tenure_policy_plan(policy, i)->layer,
			    diagnostics);
	for (size_t i = 0; i < tenure_policy_tenant_count(policy); i++)
		check_layer(policy, &tenure_policy_tenant(policy, i)->layer,
			    diagnostics);
	for (size_t i = 0; i < tenure_policy_user_count(policy); i++)
		check_layer(policy, &tenure_policy_user(policy, i)->layer,
			    diagnostics);
	tenure_diagnostics_sort(diagnostics);
}

void tenure_policy_check_ledger_rows(const struct tenure_policy *policy,
				     struct tenure_diagnostics *diagnostics)
{
	/* All else was said before. */
	struct tenure_diagnostics again;
	const struct tenure_subject *row;
	enum tenure_table_kind kind;
	struct tenure_table_rows *rows;

	tenure_diagnostics_init(&again);
	if (tenure_table_rows_open(policy, &again, &rows) < 0) {
		tenure_diagnostics_nomem(diagnostics);
		return;
	}
	while (tenure_table_rows_next(rows, &kind, &row) > 0)
		check_layer(policy, &row->layer, diagnostics);
	tenure_table_rows_close(&rows);
	tenure_diagnostics_free(&again);
}
