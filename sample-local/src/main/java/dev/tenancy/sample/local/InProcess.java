package dev.tenancy.sample.local;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Calls a handler as Lambda would, in this process. */
record InProcess(RequestStreamHandler handler) implements Lambda {

    @Override
    public byte[] invoke(byte[] event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(event), answer, new LocalContext());
        return answer.toByteArray();
    }
}
