/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"
#include "policy/build.h"
#include "policy/tree-read.h"

/* Fill a policy from its tree. Returns 0, or -1 on out-of-memory. */
static int policy_build(struct tenure_policy *policy,
			const struct tenure_source *source,
			size_t errors_before,
			struct tenure_diagnostics *diagnostics)
{
	struct tenure_build build = {.policy = policy,
				     .tree = policy->tree,
				     .source = source,
				     .arena = &policy->arena,
				     .diagnostics = diagnostics,
				     .errors_before = errors_before};

	policy->arena.limit = TENURE_POLICY_MEMORY_MAX;
	build.scratch.limit = TENURE_POLICY_MEMORY_MAX;
	tenure_build_policy(&build);
	if (!build.out_of_memory && diagnostics->error_count == errors_before) {
		tenure_build_check(&build);
		tenure_build_needs(&build);
	}
	tenure_free(build.given);
	tenure_arena_free(&build.scratch);
	return build.out_of_memory ? -1 : 0;
}

int tenure_policy_read(const struct tenure_source *source, const char *name,
		       struct tenure_policy **policy_r,
		       struct tenure_diagnostics *diagnostics)
{
	struct tenure_policy *policy = tenure_calloc(1, sizeof(*policy));
	size_t errors_before = diagnostics->error_count;

	*policy_r = NULL;
	if (policy == NULL) {
		tenure_diagnostics_nomem(diagnostics);
		return -1;
	}
	if (tenure_tree_read(source, name, true, &policy->tree, diagnostics) <
		    0 &&
	    policy->tree == NULL) {
		tenure_policy_free(&policy);
		return -1;
	}
	if (policy_build(policy, source, errors_before, diagnostics) < 0)
		tenure_diagnostics_nomem(diagnostics);
	tenure_tree_show(policy->tree, diagnostics);
	if (diagnostics->error_count > errors_before) {
		tenure_policy_free(&policy);
		return -1;
	}
	tenure_tree_forget_statements(policy->tree);
	*policy_r = policy;
	return 0;
}
