package org.tombola.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final String ADDRESS = "https://toys.example/toys.tar.gz";
  private static final byte[] BYTES = {0, 0, 8, 1, 0, 0, 0, 2, 5, 7};
  private static final Idx.Published FILE = new Idx.Published("toys", List.of(2), Digest.of(BYTES));

  @TempDir Path root;

  @Test
  void looksInTheFolderTheVariableTheSystemAndTheCacheInThisOrder() throws IOException {
    Places places = places(root.resolve("named"), Fetching.NONE);
    Files.createDirectories(root.resolve("named"));
    List<Path> order =
        List.of(
            root.resolve("named/toybox"),
            root.resolve("named/toybox-2"),
            root.resolve("named"),
            root.resolve("variable/toybox"),
            root.resolve("variable/toybox-2"),
            root.resolve("variable"),
            root.resolve("system/toybox"),
            root.resolve("cache/tombola/data/toybox"));
    for (Path place : order) {
      hold(place);
    }
    for (Path place : order) {
      assertThat(home(List.of()).find(places)).isEqualTo(place);
      Files.delete(place.resolve("toys"));
    }
  }

  @Test
  void refusesAFolderOfTheSweepFileThatIsNotThere() throws IOException {
    hold(root.resolve("variable"));
    Path missing = root.resolve("missing");
    assertThatThrownBy(() -> home(List.of()).find(places(missing, Fetching.NONE)))
        .hasMessage("Cannot find Toys: " + missing + ", named as data-folder, is not a folder");
  }

  @Test
  void fetchesAnArchiveIntoTheCacheOnceAndLeavesNothingElse() throws IOException {
    byte[] archive = Fetched.tarGz(Map.of("toys-v1/toys", BYTES, "toys-v1/more/x", BYTES));
    Fetched world = new Fetched(Map.of(ADDRESS, archive));
    Home home = home(List.of(new Origin.Archive(ADDRESS, Digest.of(archive))));
    Path cached = root.resolve("cache/tombola/data/toybox");
    assertThat(home.find(places(null, world))).isEqualTo(cached);
    assertThat(cached.resolve("toys")).hasBinaryContent(BYTES);
    assertThat(cached.resolve("more/x")).hasBinaryContent(BYTES);
    assertThat(listCache()).containsExactly(cached);
    assertThat(home.find(places(null, world))).isEqualTo(cached);
    assertThat(world.asked).containsExactly(ADDRESS);
  }

  @Test
  void unpacksAZipFile() throws IOException {
    String address = "https://toys.example/toys.zip";
    byte[] archive = Fetched.zip(Map.of("toys-v1/", new byte[0], "toys-v1/toys", BYTES));
    Home home = home(List.of(new Origin.Archive(address, Digest.of(archive))));
    Path cached = home.find(places(null, new Fetched(Map.of(address, archive))));
    assertThat(cached.resolve("toys")).hasBinaryContent(BYTES);
  }

  @Test
  void fetchesOnceForTrialsThatStartTogether() throws IOException {
    byte[] archive = Fetched.tarGz(Map.of("toys-v1/toys", BYTES));
    Fetched world = new Fetched(Map.of(ADDRESS, archive));
    Home home = home(List.of(new Origin.Archive(ADDRESS, Digest.of(archive))));
    List<CompletableFuture<Path>> trials =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> {
                          try {
                            return home.find(places(null, world));
                          } catch (IOException e) {
                            throw new UncheckedIOException(e);
                          }
                        }))
            .toList();
    assertThat(trials)
        .allSatisfy(
            trial -> assertThat(trial.join()).isEqualTo(root.resolve("cache/tombola/data/toybox")));
    assertThat(world.asked).containsExactly(ADDRESS);
  }

  @Test
  void refusesAnArchiveWithAnotherChecksumAndKeepsNothingOfIt() throws IOException {
    byte[] archive = Fetched.tarGz(Map.of("toys-v1/toys", BYTES));
    Fetched world = new Fetched(Map.of(ADDRESS, archive));
    Home home = home(List.of(new Origin.Archive(ADDRESS, "00ff")));
    assertThatThrownBy(() -> home.find(places(null, world)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(
            "Cannot read " + ADDRESS + ": expected SHA-256 00ff, found " + Digest.of(archive));
    assertThat(listCache()).isEmpty();
  }

  @Test
  void refusesAnArchiveThatWritesOutsideItsFolder() throws IOException {
    byte[] archive = Fetched.tarGz(Map.of("toys-v1/../../../escaped", BYTES));
    Fetched world = new Fetched(Map.of(ADDRESS, archive));
    Home home = home(List.of(new Origin.Archive(ADDRESS, Digest.of(archive))));
    assertThatThrownBy(() -> home.find(places(null, world)))
        .hasMessageContaining("Cannot unpack toys-v1/../../../escaped: it would lie outside");
    assertThat(listCache()).isEmpty();
  }

  @Test
  void takesTheDistributionsPackageWhereTheDownloadFails() throws IOException {
    byte[] deb = Fetched.deb(Map.of("./usr/share/toys/toys", BYTES, "./usr/share/doc/x", BYTES));
    Fetched world = new Fetched(Map.of("dataset-toys", deb));
    Home home =
        home(
            List.of(
                new Origin.IdxFiles("https://toys.example/", List.of(FILE)),
                new Origin.DebianPackage("dataset-toys", "\\./usr/share/toys/", List.of(FILE))));
    Path cached = home.find(places(null, world));
    assertThat(FILE.read(cached)).containsExactly(5, 7);
    try (Stream<Path> files = Files.list(cached)) {
      assertThat(files).containsExactly(cached.resolve("toys"));
    }
    assertThat(world.asked).containsExactly("https://toys.example/toys.gz", "dataset-toys");
  }

  @Test
  void refusesAPackageThatHoldsOtherFiles() throws IOException {
    byte[] other = BYTES.clone();
    other[9] = 8;
    Fetched world =
        new Fetched(Map.of("dataset-toys", Fetched.deb(Map.of("./usr/share/toys/toys", other))));
    Home home =
        home(
            List.of(
                new Origin.DebianPackage("dataset-toys", "\\./usr/share/toys/", List.of(FILE))));
    assertThatThrownBy(() -> home.find(places(null, world)))
        .hasMessageContaining("expected SHA-256 " + FILE.sha256());
    assertThat(listCache()).isEmpty();
  }

  @Test
  void saysEveryPlaceLookedAtAndHowToSupplyTheData() throws IOException {
    Files.createDirectories(root.resolve("named"));
    Home home = home(List.of(new Origin.Archive(ADDRESS, "00ff")));
    assertThatThrownBy(() -> home.find(places(root.resolve("named"), Fetching.NONE)))
        .hasMessage(
            """
            Cannot find Toys: none of these folders has [toys]
              ROOT/named/toybox
              ROOT/named/toybox-2
              ROOT/named
              ROOT/variable/toybox
              ROOT/variable/toybox-2
              ROOT/variable
              ROOT/system/toybox
              ROOT/cache/tombola/data/toybox
            and fetching failed:
              https://toys.example/toys.tar.gz: fetching is switched off
            Put the files into ROOT/cache/tombola/data/toybox, or set $TOMBOLA_DATA to a folder \
            that holds toybox/"""
                .replace("ROOT", root.toString()));
  }

  @Test
  void keepsTheCacheWhereXdgSaysAndElseInTheHome() {
    Path home = root.resolve("home");
    assertThat(places(null, Fetching.NONE).cache()).isEqualTo(root.resolve("cache/tombola/data"));
    assertThat(Elsewhere.offline(null, home).cache())
        .isEqualTo(home.resolve(".cache/tombola/data"));
    Places relative =
        new Places(
            null, Map.of("XDG_CACHE_HOME", "x"), home, List.of(), Fetching.NONE, progress -> {});
    assertThat(relative.cache()).isEqualTo(home.resolve(".cache/tombola/data"));
  }

  private static Home home(List<Origin> origins) {
    return new Home("Toys", List.of("toybox", "toybox-2"), List.of("toys"), origins);
  }

  private Places places(@Nullable Path folder, Fetching fetching) {
    return new Places(
        folder,
        Map.of(
            "TOMBOLA_DATA", root.resolve("variable").toString(),
            "XDG_CACHE_HOME", root.resolve("cache").toString()),
        root.resolve("home"),
        List.of(root.resolve("system")),
        fetching,
        progress -> {});
  }

  private static void hold(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("toys"), BYTES);
  }

  private List<Path> listCache() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("cache/tombola/data"))) {
      return files.toList();
    }
  }
}
