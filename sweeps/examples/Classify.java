import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Classifies an image with a network that {@code tombola export --as dl4j} wrote: DL4J only, no
 * Tombola. {@code java -cp CLASSPATH Classify.java NETWORK.zip IMAGE.png} prints the class, then
 * the probability of each.
 */
public final class Classify {
  private Classify() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println(
          "Cannot classify: say java -cp CLASSPATH Classify.java NETWORK.zip IMAGE.png");
      System.exit(2);
    }
    ComputationGraph network = ModelSerializer.restoreComputationGraph(new File(args[0]), false);
    // the graph ends in a softmax; its first layer normalises, so pixels go in as they are
    INDArray image = pixels(new File(args[1]));
    INDArray probabilities;
    try {
      probabilities = network.outputSingle(image);
    } catch (RuntimeException e) {
      System.err.printf(
          "Cannot classify %s: the network takes no image of %d channels, %d x %d: %s%n",
          args[1],
          image.size(1),
          image.size(2),
          image.size(3),
          String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      System.exit(2);
      return;
    }
    System.out.println("class " + probabilities.argMax(1).getInt(0));
    for (int i = 0; i < probabilities.size(1); i++) {
      System.out.printf(Locale.ROOT, "%d %.6f%n", i, probabilities.getDouble(0, i));
    }
  }

  /** Reads pixels in [0,1], shape [1, channels, rows, columns]; of the size the network takes. */
  private static INDArray pixels(File file) throws IOException {
    BufferedImage image = ImageIO.read(file);
    if (image == null || image.getColorModel() instanceof IndexColorModel) {
      throw new IOException("Cannot classify " + file + ": it is no gray or RGB image");
    }
    // from the raster: getRGB would send gray pixels through a colour profile
    int channels = image.getColorModel().getNumColorComponents();
    INDArray pixels = Nd4j.create(DataType.FLOAT, 1, channels, image.getHeight(), image.getWidth());
    for (int channel = 0; channel < channels; channel++) {
      double largest = (1 << image.getSampleModel().getSampleSize(channel)) - 1;
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          double sample = image.getRaster().getSample(x, y, channel);
          pixels.putScalar(new long[] {0, channel, y, x}, sample / largest);
        }
      }
    }
    return pixels;
  }
}
