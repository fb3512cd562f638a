# SPDX-License-Identifier: MIT
"""Some policies, twenty cases to each, asked of both."""
import collections
import random

import mailboxes
import meaning
import messages
import monotony
import policies
import product
import shrink
import worlds

CASES = 20
# That are shown; each batch looks for the smallest case of so many.
REPORTS = 3


class Findings:
    """What came out of some cases."""

    def __init__(self):
        self.count = self.compared = 0
        self.clocks = collections.Counter()
        # Of the rules of meaning and of monotony: how often, and the first.
        self.different = self.freed = 0
        self.members = collections.Counter()
        self.reports = {}
        self.seen = collections.Counter()

    def add(self, other):
        """Those of another batch too."""
        self.count += other.count
        self.compared += other.compared
        self.clocks += other.clocks
        self.seen += other.seen
        self.members += other.members
        self.different += other.different
        self.freed += other.freed
        self.reports = {**other.reports, **self.reports}


class Batch:
    """Works through policies with one process of decide-cases."""

    def __init__(self, asked, seed):
        self.asked, self.seed = asked, seed
        self.found = Findings()

    def run(self, number):
        """One policy and its cases; all by chance, the same each time."""
        rng = random.Random(self.seed * 10 ** 9 + number)
        policy = policies.random_policy(rng)
        # Every other one out of a snapshot, as the doors have it.
        policy['published'] = number % 2 == 1
        boxes = {}
        asked = [self.random_case(rng, policy, boxes) for _ in range(CASES)]
        cases = [case for case, _ in asked]
        self.found.count += len(cases)
        try:
            self.asked.policy(policy)
        except product.Refused as refused:
            self.different(number, cases[0], [refused.kind()])
            return
        answers = self.asked.answers(
            cases, [question.announced.with_expire for _, question in asked])
        for (case, question), got in zip(asked, answers):
            want = question.answer(case['at'])
            self.count_seen(want)
            wrong = product.differences(question, want, got)
            if wrong:
                self.different(number, case, wrong)
                self.asked.policy(policy)
        self.monotony(rng, number, policy, cases, answers)

    def random_case(self, rng, policy, boxes):
        """(case, the oracle's question); boxes are the mailboxes that were
        looked up before."""
        zone = policy.get('zone', 'UTC')
        edge, facts = messages.random_facts(rng, zone)
        case = {'policy': policy, 'address': rng.choice(policies.ADDRESSES),
                'facts': facts}
        if rng.random() < 0.15:
            case['plan'] = rng.choice([*policies.PLANS, 'nosuch'])
        key = case['address'], case.get('plan')
        if key not in boxes:
            boxes[key] = worlds.Announced(mailboxes.Mailbox(policy, *key))
            boxes[key].with_expire = len(boxes) == 1
        question = meaning.Question(policy, case, boxes[key])
        end = question.end
        asked_edge, case['at'] = messages.random_asked(
            rng, [end, question.gone, question.due()], facts.get('received'),
            zone)
        self.found.clocks.update({name for name in (edge, asked_edge) if name})
        return case, question

    def count_seen(self, want):
        """How often something interesting is in a case."""
        self.found.seen.update(
            name for name, yes in (
                ('a class', want['classes']),
                ('a class that cannot be told', want['unsure']),
                ('kept', want['keep_until'] is not None),
                ('a moment to expire', want['expire_at'] is not None),
                ('a user', want['user']), ('a tenant', want['tenant']),
                ('a refusal by SMTP', want['action'] == 'reject'),
            ) if yes)

    def different(self, number, case, wrong):
        """Keep a report of the first ones."""
        self.found.different += 1
        self.found.members.update(wrong)
        if len(self.found.reports) < REPORTS and \
                not set(wrong) & set(self.found.reports):
            self.found.reports[wrong[0]] = shrink.report(
                self.asked, case, wrong[:1],
                'seed %d, policy %d' % (self.seed, number))

    def monotony(self, rng, number, policy, cases, answers):
        """The same cases under a hold, with a fact less, with a longer
        keep."""
        for more in (monotony.held, lambda case: monotony.unknown(rng, case)):
            pairs = [(case, before, more(case))
                     for case, before in zip(cases, answers)]
            self.never_freer(number, [pair for pair in pairs if pair[2]])
        stricter = monotony.longer(rng, policy)
        if stricter is not None:
            self.asked.policy(stricter)
            self.never_freer(number, [
                (case, before, {**case, 'policy': stricter})
                for case, before in zip(cases, answers)])

    def never_freer(self, number, pairs):
        """pairs: (case, its answer, the case that must not be freer)"""
        answers = self.asked.answers([stricter for _, _, stricter in pairs])
        for (case, before, stricter), after in zip(pairs, answers):
            self.found.compared += 1
            free = monotony.freed(before, after)
            if free:
                self.found.freed += 1
                if self.found.freed == 1:
                    self.found.reports['freed'] = monotony.report(
                        case, before, stricter, after, free,
                        'seed %d, policy %d' % (self.seed, number))


def work(program, seed, numbers):
    """The findings of some policies, by their numbers."""
    with product.Product(program) as asked:
        batch = Batch(asked, seed)
        for number in numbers:
            batch.run(number)
        return batch.found
