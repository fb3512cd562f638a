# SPDX-License-Identifier: MIT
# The example policies tell their stories.
TESTS += tests/examples/test_examples.py
EXTRA_DIST += \
	tests/examples/german-ten-years.story \
	tests/examples/isp-letter-box.story \
	tests/examples/one-company.story \
	tests/examples/provider.story \
	tests/examples/regulated-firm.story \
	tests/examples/test_examples.py
