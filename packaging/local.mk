# SPDX-License-Identifier: MIT
EXTRA_DIST += \
	packaging/examples/archive.conf \
	packaging/examples/hosting.conf \
	packaging/examples/policy.conf \
	packaging/examples/tenants/example.com.conf \
	packaging/examples/tenure.conf
