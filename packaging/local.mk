# SPDX-License-Identifier: MIT
EXTRA_DIST += \
	.ci/run \
	packaging/copy-sources \
	packaging/examples/archive.conf \
	packaging/examples/hosting.conf \
	packaging/examples/policy.conf \
	packaging/examples/tenants/example.com.conf \
	packaging/examples/tenure-milter.service \
	packaging/examples/tenure.conf \
	packaging/install-deps \
	packaging/other-root \
	packaging/quickstart \
	packaging/runtests \
	packaging/story \
	tests/layers
