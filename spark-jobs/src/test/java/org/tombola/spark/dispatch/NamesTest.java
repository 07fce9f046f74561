package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tombola.data.FashionMnist;
import org.tombola.data.Split;
import org.tombola.network.SmallCnn;
import org.tombola.sweeps.agenda.Agenda;
import org.tombola.ticket.Snip;
import org.tombola.trial.Stage;

class NamesTest {
  @Test
  void aSearchIsCalledByItsTicketAndWhatVaries() {
    Stage search = new Stage.Draw(new FashionMnist(), new Split(), new SmallCnn(), new Snip(), 7);
    Agenda.Run run =
        new Agenda.Run(search, search.fingerprint(), 1, List.of("one trial", "another"));
    Names names = new Names(List.of("ticket.sparsity", "optimizer.learning-rate", "seed"));
    assertThat(names.of(run)).isEqualTo("snip, sparsity 0.8, seed 7, for 2 trials");
  }
}
